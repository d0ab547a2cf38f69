/** A filter that can contain filters of its own kind. */
export interface Nesting<Filter> {
  anyOf?: Filter[] | null;
  not?: Filter | null;
}

/** A filter and all filters within it, each with the path that errors name. */
export function* filtersIn<Filter extends Nesting<Filter>>(
  filter: Filter | null | undefined,
  path: string,
): Generator<readonly [filter: Filter, path: string]> {
  if (!filter) return;
  yield [filter, path];
  for (const [index, each] of (filter.anyOf ?? []).entries()) yield* filtersIn(each, `${path}.anyOf.${index}`);
  yield* filtersIn(filter.not, `${path}.not`);
}

export const anyOfDescription =
  'Matches one of these filters, in addition to the other fields (AND). Up to 10, and up to 5 levels of filters.';
export const notDescription =
  'Does not match this filter. A field without a value counts as not matching, so it is selected.';
