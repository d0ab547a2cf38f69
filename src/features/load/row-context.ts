import { VenueCalendar } from '../../platform/time/venue-calendar';
import { Role } from '../auth/permissions';
import { noAddresses } from '../auth/sign-in/sign-in-addresses';
import type { TextContext } from '../columns/column';
import type { ReferenceNames } from '../imports/plan/references/reference-names';
import type { Rules } from '../imports/plan/targets/target';
import { decimalsOf } from '../invoices/money';
import type { SourceProperty } from './file-kinds';
import type { NewOrganization } from './new-organization';

/** What the rows of the files are read and checked with, as if the owner of the organization created the records. */
export interface RowContext {
  readonly names: ReferenceNames;
  readonly texts: Omit<TextContext, 'decimalSeparator'>;
  readonly rules: Rules;
}

/** What all rows depend on. */
export interface Venue extends Pick<NewOrganization, 'timezone' | 'currency'> {
  readonly createdAt: Date;
}

export const rowContext = (
  { timezone, currency, createdAt }: Venue,
  properties: readonly SourceProperty[],
  names: ReferenceNames,
  { userIds, bookings }: Pick<Rules, 'userIds' | 'bookings'>,
): RowContext => ({
  names,
  texts: {
    calendar: VenueCalendar.of(timezone),
    currency,
    decimals: decimalsOf(currency),
    resolveItemId: (noun, name, argument) => names.resolveId(noun, name, argument),
  },
  rules: {
    editor: { userId: 0, role: Role.OWNER, permissionLimit: null, credential: 'session 0', isFromProvider: false },
    referenceData: {
      ...names.referenceData,
      customProperties: new Map(properties.map(({ key, name }) => [key, { name, archivedAt: null }])),
    },
    addresses: noAddresses,
    userIds,
    bookings,
    now: createdAt,
    isRestoring: false,
  },
});
