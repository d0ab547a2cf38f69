import { badInput } from '../../errors';
import type { VenueCalendar } from '../time/venue-calendar';

export const maxMonths = 600;

/** Venue months one after the other. The edges have one more: the start of each month, and the end of the last. */
export interface MonthRange {
  readonly months: readonly string[];
  readonly edgesMs: readonly number[];
  /** The same as days since 1970-01-01. */
  readonly edgeDays: readonly number[];
}

/**
 * The months `from` to `to`, both `YYYY-MM` and inclusive. Refuses a range that is turned round or too long, naming the
 * argument that `to` is.
 */
export function monthRange(calendar: VenueCalendar, from: string, to: string, argument = 'to'): MonthRange {
  if (to < from) throw badInput(argument, `The month ${to} lies before ${from}.`);
  const months: string[] = [];
  for (
    let [year, month] = from.split('-').map(Number) as [number, number];
    ;
    month === 12 ? (year++, (month = 1)) : month++
  ) {
    const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    months.push(name);
    if (name === to) break;
    if (months.length === maxMonths) throw badInput(argument, `Ask for at most ${maxMonths} months at once.`);
  }
  const bounds = months.map((name) => calendar.month(name));
  const edgesMs = [...bounds.map((month) => month.startMs), bounds.at(-1)!.endMs];
  return { months, edgesMs, edgeDays: edgesMs.map((edgeMs) => calendar.dayOf(edgeMs)) };
}

/** Each month as a range of its own. */
export const monthByMonth = ({ months, edgesMs, edgeDays }: MonthRange): MonthRange[] =>
  months.map((month, place) => ({
    months: [month],
    edgesMs: edgesMs.slice(place, place + 2),
    edgeDays: edgeDays.slice(place, place + 2),
  }));

/** What a list over these months costs: each month as much as its fields. */
export const monthsComplexity = ({ args, childComplexity }: { args: Months; childComplexity: number }): number =>
  1 + monthCount(args) * childComplexity;

/** What statistics cost: a row for each month, and more for each level of groups. */
export const statsComplexity = ({
  args,
  childComplexity,
}: {
  args: Months & { groupBy?: unknown[] | null };
  childComplexity: number;
}): number => monthsComplexity({ args, childComplexity }) * 3 ** Math.min(args.groupBy?.length ?? 0, 4);

/** What a table of months by months costs: each cell as much as its fields. */
export const crossTableComplexity = ({
  args,
  childComplexity,
}: {
  args: { createdIn?: Months; bookedIn?: Months };
  childComplexity: number;
}): number => 1 + monthCount(args.createdIn) * monthCount(args.bookedIn) * childComplexity;

interface Months {
  from?: string;
  to?: string;
}

const monthCount = ({ from, to }: Months = {}): number => Math.max(1, monthNumber(to) - monthNumber(from) + 1);

const monthNumber = (yearMonth = ''): number => {
  const [year = 0, month = 0] = yearMonth.split('-').map(Number);
  return 12 * year + month;
};
