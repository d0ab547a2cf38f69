import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { VenueCalendar } from '../time/venue-calendar';
import { cached, type Operation } from './operation';

const maxMonths = 600;

/** The start of each of consecutive periods and the end of the last, so one more than periods. */
export interface Edges {
  readonly edgesMs: readonly number[];
  /** The edges as days since 1970-01-01. */
  readonly edgeDays: readonly number[];
}

/** Consecutive venue months. */
export interface MonthRange extends Edges {
  readonly months: readonly string[];
}

/**
 * The months from `from` to `to`, both `YYYY-MM` and inclusive. `argument` is the path of the argument `to`.
 *
 * @throws BAD_USER_INPUT if `to` is before `from`, or if the range has too many months.
 */
export function monthRange(calendar: VenueCalendar, from: string, to: string, argument = 'to'): MonthRange {
  const months = monthNames(from, to, argument);
  const bounds = months.map((name) => calendar.month(name));
  const edgesMs = [...bounds.map((month) => month.startMs), bounds.at(-1)!.endMs];
  return { months, edgesMs, edgeDays: edgesMs.map((edgeMs) => calendar.dayOf(edgeMs)) };
}

/** The names of the months. @throws BAD_USER_INPUT as `monthRange` */
export function monthNames(from: string, to: string, argument: string): string[] {
  if (to < from) throw badInput(argument, `The month ${to} is before ${from}.`, because('PERIOD_REVERSED'));
  const months: string[] = [];
  for (
    let [year, month] = from.split('-').map(Number) as [number, number];
    ;
    month === 12 ? (year++, (month = 1)) : month++
  ) {
    const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    months.push(name);
    if (name === to) return months;
    if (months.length === maxMonths)
      throw badInput(
        argument,
        `Request at most ${maxMonths} months at once.`,
        because('TOO_MANY_MONTHS', { max: maxMonths }),
      );
  }
}

/** The range for a field of many rows, computed once per operation. @throws BAD_USER_INPUT as `monthRange` */
export const monthRangeOf = (operation: Operation, timezone: string, from: string, to: string): MonthRange =>
  cached(operation, `monthRange ${timezone} ${from} ${to}`, () => monthRange(VenueCalendar.of(timezone), from, to));

/** The cost of a list of months: the cost of its fields for each month. */
export const monthsComplexity = ({ args, childComplexity }: { args: Months; childComplexity: number }): number =>
  1 + monthCount(args) * childComplexity;

/** The cost of a table of months by months: the cost of its fields for each cell. */
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
