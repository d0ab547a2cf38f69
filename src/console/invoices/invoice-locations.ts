import { itemOptions, type NamedItem, type Option } from '../parts/multi-filter.js';
import { t } from '../texts/index.js';

/** The value for invoices without a location, among the ids of locations in the address. */
export const noLocation = 'none';

/** The locations of invoices, and none. */
export const locationOptions = (locations: readonly NamedItem[]): Option[] => [
  { value: noLocation, label: t.lists.noLocation },
  ...itemOptions(locations),
];

interface LocationCondition {
  locationIds?: string[];
  hasLocation?: boolean;
}

export function locationFilter(
  chosen: readonly string[],
): LocationCondition & { readonly anyOf?: LocationCondition[] } {
  const locationIds = chosen.filter((each) => each !== noLocation);
  if (!chosen.includes(noLocation)) return locationIds.length > 0 ? { locationIds } : {};
  return locationIds.length > 0 ? { anyOf: [{ locationIds }, { hasLocation: false }] } : { hasLocation: false };
}
