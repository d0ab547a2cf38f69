import { listOf } from '../format.js';
import { t } from '../texts/index.js';
import type { Condition, RecordId } from './filter-fields.js';

export type NameOf = (record: RecordId) => string;

/** How much of a filter is shown. */
export interface Limits {
  readonly conditions: number;
  /** Values of each condition. */
  readonly values: number;
}

/** A filter in words, such as "Status: Active or Pending · Plans: Fixed". */
export function filterWords(conditions: readonly Condition[], nameOf: NameOf, limits: Limits): string {
  const shown = conditions.slice(0, limits.conditions).map((each) => conditionWords(each, nameOf, limits));
  const others = conditions.length - shown.length;
  return [...shown, ...(others > 0 ? [t.filters.moreConditions(others)] : [])].join(' · ');
}

function conditionWords({ label, values, comparison, nested }: Condition, nameOf: NameOf, limits: Limits): string {
  if (nested) return t.filters.nested(label, filterWords(nested, nameOf, limits) || t.filters.everything);
  if (comparison !== undefined) return `${label} ${comparison}`;
  if (values.length === 0) return t.filters.is(label, t.filters.nothing);
  const names = values.slice(0, limits.values).map((value) => (typeof value === 'string' ? value : nameOf(value)));
  const others = values.length - names.length;
  return t.filters.is(label, listOf([...names, ...(others > 0 ? [t.filters.moreValues(others)] : [])]));
}
