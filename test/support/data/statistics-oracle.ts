import { DateTime } from 'luxon';

/**
 * Statistics counted in plain JavaScript over raw rows. Shares no code with the product: days come from Node's own Intl
 * (see `Recount`), calendar arithmetic from Luxon.
 */

/** A booking or an invoice. */
export interface OracleRecord {
  readonly userId: number;
  /** `YYYY-MM-DD` of the venue day that it counts on. */
  readonly day: string;
  readonly status: string;
  /** Milliseconds of a booking, minor units of an invoice. */
  readonly amount: bigint;
  /** The groups of each dimension that it counts in. */
  readonly groups: Readonly<Record<string, readonly GroupValue[]>>;
}

export type GroupValue = string | number | null;
type Granularity = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR' | 'WHOLE';

export interface OracleQuestion {
  readonly startOn: string;
  readonly endOn: string;
  readonly granularity: Granularity;
  readonly groupBy: readonly string[];
  readonly compare?: 'PERIOD_BEFORE' | 'YEAR_BEFORE' | undefined;
  readonly zeros: boolean;
  readonly top?: { readonly groups: number; readonly by: string; readonly rest: boolean } | undefined;
  readonly having?: readonly { readonly measure: string; readonly gte?: number; readonly lte?: number }[];
  readonly orderBy?: readonly { readonly by: string; readonly direction: 'ASC' | 'DESC' }[];
  readonly limit?: number | undefined;
  /** Groups that the filter names, if it does so for every dimension. */
  readonly knownGroups?: readonly (readonly GroupValue[])[] | undefined;
}

/** What the statistics of bookings or invoices are made of. */
export interface OracleMeasures {
  readonly counted: readonly string[];
  /** The measures of some records, by field, as the API shows them. */
  values(counted: readonly OracleRecord[], others: readonly OracleRecord[]): Record<string, unknown>;
  /** A measure as a number, by the value of the enum. */
  number(values: Record<string, unknown>, measure: string): number | null;
}

interface Period {
  readonly label: string;
  readonly start: string;
  readonly end: string;
}

export interface OracleRow {
  readonly kind: 'GROUP' | 'REST' | 'NOTHING';
  readonly period: Period;
  readonly group: readonly GroupValue[];
  readonly values: Record<string, unknown>;
  readonly running: Record<string, unknown>;
  readonly whole: Record<string, unknown>;
  readonly before: { readonly period: Period; readonly values: Record<string, unknown> } | null;
}

export function periodsOf(startOn: string, endOn: string, granularity: Granularity): Period[] {
  const periods: { label: string; start: string; end: string }[] = [];
  for (let day = DateTime.fromISO(startOn); day.toISODate()! <= endOn; day = day.plus({ days: 1 })) {
    const date = day.toISODate()!;
    const label = {
      DAY: date,
      WEEK: day.toFormat("kkkk-'W'WW"),
      MONTH: day.toFormat('yyyy-MM'),
      QUARTER: `${day.year}-Q${day.quarter}`,
      YEAR: String(day.year),
      WHOLE: `${startOn}/${endOn}`,
    }[granularity];
    const last = periods.at(-1);
    if (last?.label === label) last.end = date;
    else periods.push({ label, start: date, end: date });
  }
  return periods;
}

/** The period that each of the periods is compared with. */
function earlierPeriods(
  { startOn, endOn, granularity, compare }: OracleQuestion,
  periods: Period[],
): (Period | null)[] {
  const [start, end] = [DateTime.fromISO(startOn), DateTime.fromISO(endOn)];
  const isMonthEnd = end.day === end.daysInMonth;
  const shift = (by: object): Period[] => {
    const shifted = end.minus(by);
    const isByMonths = !('days' in by) && !('weeks' in by);
    return periodsOf(
      start.minus(by).toISODate()!,
      (isByMonths && isMonthEnd ? shifted.endOf('month') : shifted).toISODate()!,
      granularity,
    );
  };
  if (compare === 'YEAR_BEFORE') {
    if (granularity === 'WEEK') return shift({ weeks: 52 });
    const earlier = shift({ years: 1 });
    if (granularity !== 'DAY') return periods.map((_period, index) => earlier[index] ?? null);
    return periods.map(
      ({ start: date }) =>
        earlier.find((period) => period.start === `${Number(date.slice(0, 4)) - 1}${date.slice(4)}`) ?? null,
    );
  }
  const count = periods.length;
  const isWholeMonths = start.day === 1 && isMonthEnd;
  const earlier = shift(
    {
      DAY: { days: count },
      WEEK: { days: 7 * count },
      MONTH: { months: count },
      QUARTER: { months: 3 * count },
      YEAR: { years: count },
      WHOLE: isWholeMonths
        ? { months: (end.year - start.year) * 12 + end.month - start.month + 1 }
        : { days: end.diff(start, 'days').days + 1 },
    }[granularity],
  );
  return periods.map((_period, index) => earlier[index] ?? null);
}

const keyOf = (group: readonly GroupValue[]): string => JSON.stringify(group);

function compareGroups(a: readonly GroupValue[], b: readonly GroupValue[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index]!;
    if (one === other) continue;
    if (one === null) return -1;
    if (other === null) return 1;
    if (typeof one === 'number') return one - (other as number);
    return Buffer.compare(Buffer.from(one), Buffer.from(other as string));
  }
  return 0;
}

/** All rows before `limit`. */
export function expectedRows(
  records: readonly OracleRecord[],
  question: OracleQuestion,
  measures: OracleMeasures,
): OracleRow[] {
  const { granularity, groupBy, zeros, top } = question;
  const periods = periodsOf(question.startOn, question.endOn, granularity);
  const earlier = question.compare ? earlierPeriods(question, periods) : periods.map(() => null);
  const within = (period: Period | null): OracleRecord[] =>
    period ? records.filter(({ day }) => day >= period.start && day <= period.end) : [];
  const groups = new Map<string, readonly GroupValue[]>();
  /** The keys of the groups of each record of either range. */
  const keysOf = new Map<OracleRecord, ReadonlySet<string>>();
  const noteGroups = (record: OracleRecord): void => {
    const combined = groupBy.reduce<GroupValue[][]>(
      (some, dimension) => some.flatMap((group) => record.groups[dimension]!.map((value) => [...group, value])),
      [[]],
    );
    for (const group of combined) groups.set(keyOf(group), group);
    keysOf.set(record, new Set(combined.map(keyOf)));
  };
  const valuesOf = (some: readonly OracleRecord[]): Record<string, unknown> =>
    measures.values(
      some.filter(({ status }) => measures.counted.includes(status)),
      some.filter(({ status }) => !measures.counted.includes(status)),
    );
  const now = periods.map(within);
  const past = earlier.map(within);
  now.flat().forEach(noteGroups);
  for (const group of question.knownGroups ?? []) groups.set(keyOf(group), group);
  const nowKeys = [...groups.keys()];
  past.flat().forEach(noteGroups);
  let kept = groups;
  if (top) {
    const byKey = new Map<string, OracleRecord[]>();
    for (const record of now.flat())
      for (const key of keysOf.get(record)!) byKey.set(key, [...(byKey.get(key) ?? []), record]);
    const ranked = nowKeys
      .map((key) => ({ group: groups.get(key)!, value: measures.number(valuesOf(byKey.get(key) ?? []), top.by) }))
      .sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity) || compareGroups(a.group, b.group));
    kept = new Map(ranked.slice(0, top.groups).map(({ group }) => [keyOf(group), group]));
  }
  const isIn = (key: string) => (record: OracleRecord) => keysOf.get(record)!.has(key);
  const isOutside = (record: OracleRecord): boolean => [...keysOf.get(record)!].some((key) => !kept.has(key));
  const wholes = now.map(valuesOf);
  const nothing = groupBy.map(() => null);
  const rowsOf = (
    kind: OracleRow['kind'],
    group: readonly GroupValue[],
    test: (record: OracleRecord) => boolean,
  ): OracleRow[] => {
    const running: OracleRecord[] = [];
    return periods.flatMap((period, index) => {
      const own = now[index]!.filter(test);
      running.push(...own);
      const before = earlier[index] && past[index]!.filter(test);
      if (!zeros && own.length === 0 && !before?.length) return [];
      return {
        kind,
        period,
        group,
        values: valuesOf(own),
        running: valuesOf(running),
        whole: wholes[index]!,
        before: before ? { period: earlier[index]!, values: valuesOf(before) } : null,
      };
    });
  };
  const hasRest = top?.rest && [...groups.keys()].some((key) => !kept.has(key));
  const hasNothing = groups.size === 0;
  const rows = hasNothing
    ? rowsOf(groupBy.length > 0 ? 'NOTHING' : 'GROUP', nothing, () => false)
    : [...kept]
        .sort(([, a], [, b]) => compareGroups(a, b))
        .flatMap(([key, group]) => rowsOf('GROUP', group, isIn(key)));
  if (hasRest) rows.push(...rowsOf('REST', nothing, isOutside));
  const having = rows.filter(({ values }) =>
    (question.having ?? []).every(({ measure, gte = -Infinity, lte = Infinity }) => {
      const value = measures.number(values, measure);
      return value !== null && value >= gte && value <= lte;
    }),
  );
  const position = new Map(periods.map(({ label }, index) => [label, index]));
  return having.sort((a, b) => {
    for (const { by, direction } of question.orderBy ?? []) {
      const sign = direction === 'ASC' ? 1 : -1;
      let compared: number;
      if (by === 'PERIOD') compared = sign * (position.get(a.period.label)! - position.get(b.period.label)!);
      else if (by === 'GROUP') compared = sign * compareGroups(a.group, b.group);
      else {
        const [one, other] = [measures.number(a.values, by), measures.number(b.values, by)];
        if (one === null || other === null) compared = Number(one === null) - Number(other === null);
        else compared = sign * (one - other);
      }
      if (compared !== 0) return compared;
    }
    return 0;
  });
}
