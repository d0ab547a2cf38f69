/**
 * A filter of users or records as a JSON value. Instants and amounts become strings, and a list has each value once. Null
 * means absent, so that a filter that was read from `Export.input` equals the one that was requested.
 */
export const serializeFilter = (filter: object): unknown =>
  JSON.parse(
    JSON.stringify(filter, (_key, value) => {
      if (typeof value === 'bigint') return value.toString();
      if (Array.isArray(value)) return [...new Set<unknown>(value)];
      return value === null ? undefined : value;
    }),
  );

export function parseStoredFilter<Filter>(stored: unknown): Filter | null {
  if (!stored) return null;
  return JSON.parse(JSON.stringify(stored), (key, value) => {
    if (typeof value !== 'string') return value;
    // A date in the venue time zone stays a string.
    if (['from', 'before'].includes(key)) return value.includes('T') ? new Date(value) : value;
    return ['eq', 'gte', 'lte'].includes(key) ? BigInt(value) : value;
  }) as Filter;
}
