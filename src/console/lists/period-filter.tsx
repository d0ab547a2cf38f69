import type { ReactNode } from 'react';
import type { InstantRange } from 'tallyport/client';
import { DateFilter } from './date-filter.js';
import { rangeOfDays } from './day-range.js';
import { type ListState, oneOf } from './list-state.js';

type PeriodValues<Name extends string> = ListState<`${Name}From` | `${Name}To`, string>['values'];

/** The names of a period in the address of a list: of its first and of its last day. */
export const periodKeys = <Name extends string>(name: Name) => [`${name}From`, `${name}To`] as const;

/** The first and the last day. Empty: the period is open there. */
function daysOf<Name extends string>(values: PeriodValues<Name>, name: Name): [first: string, last: string] {
  const [from, to] = periodKeys(name);
  return [oneOf(values[from]), oneOf(values[to])];
}

/** The instants of a period. Undefined if it is open at both ends. */
export const periodOf = <Name extends string>(
  values: PeriodValues<Name>,
  name: Name,
  timeZone: string,
): InstantRange | undefined => rangeOfDays(...daysOf(values, name), timeZone);

interface PeriodFilterProps<Name extends string> {
  readonly label: string;
  readonly name: Name;
  readonly values: PeriodValues<Name>;
  readonly onChange: (changes: Readonly<Record<string, readonly string[]>>) => void;
}

/** A filter by a period, which is kept in the address of the list. */
export function PeriodFilter<Name extends string>({
  label,
  name,
  values,
  onChange,
}: PeriodFilterProps<Name>): ReactNode {
  const [first, last] = daysOf(values, name);
  const [from, to] = periodKeys(name);
  return (
    <DateFilter
      label={label}
      first={first}
      last={last}
      onChange={(newFirst, newLast) => onChange({ [from]: [newFirst], [to]: [newLast] })}
    />
  );
}
