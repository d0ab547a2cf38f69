import type { Condition } from '../../platform/database/condition';
import { defineEnum } from '../../platform/graphql/define-enum';
import type { Viewer } from '../../viewer';
import { bookingScope, type Scope, userScope } from '../auth/scopes';
import { bookingCondition } from '../bookings/booking-condition';
import { userCondition } from '../users/user-condition';
import { type FilteredList, filteredLists, type FilteredText } from '../users/user-texts';

/** A field whose values `lookup` lists. */
export interface LookupFieldDefinition {
  /** Describes the enum value. */
  readonly description: string;
  readonly table: string;
  readonly alias: string;
  readonly column: string;
  /** Whether the column contains a JSON list of texts. */
  readonly isList: boolean;
  /** The rows that the viewer may read. */
  scopeOf(viewer: Viewer): Scope;
  condition(viewer: Viewer): Condition;
}

const ofUsers = (column: FilteredText | FilteredList, values: string): LookupFieldDefinition => ({
  description: `${values} of users. Pass them to \`${column}\` of UserFilter. Values of all users require IDENTITIES_VIEW.`,
  table: 'users',
  alias: 'u',
  column,
  isList: (filteredLists as readonly string[]).includes(column),
  scopeOf: userScope,
  condition: (viewer) => userCondition(userScope(viewer)),
});

/** The fields that have many values or free ones. The enum derives from them. */
export const lookupFields = {
  USER_TAGS: ofUsers('tags', 'Tags'),
  USER_SKILLS: ofUsers('skills', 'Skills'),
  USER_EXTERNAL_PRIMARY_LOCATIONS: ofUsers('externalPrimaryLocations', 'External primary locations'),
  USER_ACCOUNT_TYPE: ofUsers('accountType', 'Account types'),
  USER_SOURCE: ofUsers('source', 'Sources'),
  USER_PROFILE: ofUsers('profile', 'Profiles'),
  USER_SPONSOR: ofUsers('sponsor', 'Sponsors'),
  USER_PROFESSION: ofUsers('profession', 'Professions'),
  USER_COMPANY: ofUsers('company', 'Companies'),
  USER_CITY: ofUsers('city', 'Cities'),
  USER_COUNTRY: ofUsers('country', 'Countries'),
  USER_BILLING_CITY: ofUsers('billingCity', 'Cities on invoices'),
  USER_BILLING_COUNTRY: ofUsers('billingCountry', 'Countries on invoices'),
  USER_APP_VERSION: ofUsers('appVersion', 'App versions'),
  USER_DEVICE_MODEL: ofUsers('deviceModel', 'Device models'),
  BOOKING_RESOURCE: {
    description:
      'Resources of bookings. Pass them to `resource` of BookingFilter. Values of all bookings require BOOKINGS_VIEW.',
    table: 'bookings',
    alias: 'b',
    column: 'resource',
    isList: false,
    scopeOf: bookingScope,
    condition: (viewer) => bookingCondition(bookingScope(viewer)),
  },
} satisfies Record<string, LookupFieldDefinition>;

export const LookupField = defineEnum('LookupField', 'A field whose values `lookup` lists.', lookupFields);
export type LookupField = keyof typeof LookupField;
