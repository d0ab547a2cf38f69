import { Role } from '../auth/permissions';
import { columnDescription, type DescribedKey } from '../labels/labels';
import { UserStatus } from '../users/user.entity';
import {
  asText,
  boolean,
  cellsOf,
  type Codec,
  dateOfInstant,
  foreignId,
  foreignIds,
  id,
  identifyingText,
  instant,
  list,
  locationList,
  oneOf,
  optionalText,
  plans,
  team,
} from './codecs';
import type { UserColumn } from './column';
import { activityColumns, hasBooked, lastBookingColumns } from './user-figure-columns';

/** Who sets the value: an import may change it, or only give it to a new user, or only the system sets it. */
type Origin = 'importable' | 'set once' | 'read-only';

function ofUser(group: string, origin: Origin = 'importable') {
  return (key: DescribedKey<'users'>, label: string, codec: Codec = optionalText, field: string = key): UserColumn => {
    const { toCell, fromText } = codec;
    const importable = origin === 'importable';
    return {
      key,
      label,
      group,
      ...cellsOf(codec),
      description: columnDescription('users', key),
      importable,
      source: { from: 'user', field, toCell },
      ...(fromText && origin !== 'read-only' && { fromText }),
      ...(importable && field !== key && { inputField: field }),
    };
  };
}

/** The columns by which a user is found, the better one first. */
export const userKeys = ['username', 'id'] as const;

const profile = ofUser('Profile');
const account = ofUser('Account');
const initialAccount = ofUser('Account', 'set once');
const readOnlyAccount = ofUser('Account', 'read-only');
const billing = ofUser('Billing');
const mobileApp = ofUser('Mobile app', 'read-only');
const terms = ofUser('Terms', 'read-only');
const fullExport = ofUser('Full export', 'read-only');

// Must give the same name as `displayNameOf`.
const displayName = "COALESCE(NULLIF(CONCAT_WS(' ', NULLIF(u.firstName, ''), NULLIF(u.lastName, '')), ''), u.username)";

/** The fixed columns of USER_SUMMARY, in its order. */
export const summaryColumns: readonly UserColumn[] = [
  profile('lastName', 'Last name'),
  profile('firstName', 'First name'),
  profile('email', 'Email'),
  profile('title', 'Title'),
  profile('profession', 'Profession'),
  profile('bio', 'Bio'),
  profile('skills', 'Skills', list),
  profile('company', 'Company'),
  profile('phone', 'Phone'),
  profile('city', 'City'),
  profile('country', 'Country'),
  profile('skype', 'Skype'),
  profile('linkedInProfile', 'LinkedIn profile'),
  profile('facebookProfile', 'Facebook profile'),
  profile('googleProfile', 'Google profile'),

  account('status', 'Status', oneOf('UserStatus', Object.values(UserStatus))),
  account('accountType', 'Account type'),
  account('source', 'Source'),
  initialAccount('dateCreated', 'Date created', dateOfInstant, 'createdAt'),
  account('plans', 'Plans', plans, 'planIds'),
  account('team', 'Team', team, 'teamId'),
  account('primaryLocation', 'Primary location', locationList, 'primaryLocationId'),
  account('externalPrimaryLocations', 'External primary locations', list),
  readOnlyAccount('hasPaymentMethod', 'Has payment method', boolean),
  hasBooked,
  account('autopaymentsEnabled', 'Autopayments enabled', boolean),
  account('additionalNotificationEmail', 'Additional notification email'),

  billing('billingName', 'Billing name'),
  billing('billingStreetAddress', 'Billing street address'),
  billing('billingCity', 'Billing city'),
  billing('billingPostalCode', 'Billing postal code'),
  billing('billingCountry', 'Billing country'),
  billing('taxNumber', 'Tax number'),

  mobileApp('appVersion', 'App version'),
  mobileApp('locationServicesOn', 'Location services on', boolean),
  mobileApp('bluetoothOn', 'Bluetooth on', boolean),
  mobileApp('deviceModel', 'Device model'),

  ...activityColumns,
];

/** The columns after the custom properties. Only organizations with their own terms have them. */
export const termsColumns: readonly UserColumn[] = [
  terms('termsVersion', 'Terms version'),
  terms('termsAgreedDate', 'Terms agreed date', dateOfInstant, 'termsAgreedAt'),
];

/** The columns that USER_SUMMARY does not have. */
export const furtherColumns: readonly UserColumn[] = [
  readOnlyAccount('id', 'Identifier', id),
  initialAccount('username', 'Username', identifyingText),
  {
    ...readOnlyAccount('displayName', 'Display name'),
    source: { from: 'user', field: 'displayName', sql: displayName, toCell: asText },
  },
  account('role', 'Role', oneOf('Role', Object.values(Role))),
  account('tags', 'Tags', list),
  account('profile', 'Profile'),
  account('sponsor', 'Sponsor'),
  account('validityPeriod', 'Validity period'),
  readOnlyAccount('lastLogin', 'Last login', instant, 'lastLoginAt'),
  ...lastBookingColumns,
];

/** The columns that only a full export has: ids of rows of its other files, and exact instants. */
export const fullExportUserColumns: readonly UserColumn[] = [
  fullExport('permissions', 'Permissions', list),
  ofUser('Full export', 'set once')('createdAt', 'Created at', instant),
  fullExport('termsAgreedAt', 'Terms agreed at', instant),
  fullExport('primaryLocationId', 'Primary location id', foreignId),
  fullExport('teamId', 'Team id', foreignId),
  fullExport('planIds', 'Plan ids', foreignIds),
];

/** The fixed columns of users that every organization has. */
export const userColumns: readonly UserColumn[] = [...summaryColumns, ...furtherColumns];
