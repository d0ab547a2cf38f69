import type { InvoiceFilter } from 'tallyport/client';
import { itemOptions, type NamedItem, type Option } from '../parts/multi-filter.js';
import { t } from '../texts/index.js';

/** The value for invoices without a location, among the ids of locations in the address. */
export const noLocation = 'none';

/** The locations of invoices, and none. */
export const locationOptions = (locations: readonly NamedItem[]): Option[] => [
  { value: noLocation, label: t.lists.noLocation },
  ...itemOptions(locations),
];

/** The API cannot filter by some locations or none, so the later choice replaces the other. */
export function chosenLocations(before: readonly string[], after: readonly string[]): string[] {
  const isNone = after.includes(noLocation) && !before.includes(noLocation);
  return isNone ? [noLocation] : after.filter((each) => each !== noLocation || after.length === 1);
}

export function locationFilter(chosen: readonly string[]): Pick<InvoiceFilter, 'locationIds' | 'hasLocation'> {
  if (chosen.includes(noLocation)) return { hasLocation: false };
  return chosen.length > 0 ? { locationIds: [...chosen] } : {};
}
