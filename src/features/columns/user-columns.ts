import { Role } from '../auth/permissions';
import { UserStatus } from '../users/user.entity';
import {
  asText,
  boolean,
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
import { activityColumns, hasBooked } from './user-figure-columns';

/** Who sets the value: an import may change it, or only give it to a new user, or only the system sets it. */
type Origin = 'importable' | 'set once' | 'read-only';

function ofUser(group: string, origin: Origin = 'importable') {
  return (key: string, label: string, description: string, codec: Codec = optionalText, field = key): UserColumn => {
    const { type, multiValue, toCell, fromText } = codec;
    const importable = origin === 'importable';
    return {
      key,
      label,
      group,
      type,
      description,
      importable,
      source: { from: 'user', field, toCell },
      ...(multiValue && { multiValue }),
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
  profile('lastName', 'Last name', "The user's last name; may be empty."),
  profile('firstName', 'First name', "The user's first name; may be empty."),
  profile('email', 'Email', "The user's email address; may be empty."),
  profile('title', 'Title', 'The title before the name, such as `Dr`; may be empty.'),
  profile('profession', 'Profession', "The user's profession; may be empty."),
  profile('bio', 'Bio', "The user's description of themselves; may have several lines, may be empty."),
  profile('skills', 'Skills', 'List of skills, separated by `|`; empty if there are none.', list),
  profile('company', 'Company', "Name of the user's company; may be empty."),
  profile('phone', 'Phone', 'Phone number as entered; may be empty.'),
  profile('city', 'City', "The user's city; may be empty."),
  profile('country', 'Country', "The user's country as entered; may be empty."),
  profile('skype', 'Skype', 'Skype name; may be empty.'),
  profile('linkedInProfile', 'LinkedIn profile', 'URL of the LinkedIn profile; may be empty.'),
  profile('facebookProfile', 'Facebook profile', 'URL of the Facebook profile; may be empty.'),
  profile('googleProfile', 'Google profile', 'URL of the Google profile; may be empty.'),

  account(
    'status',
    'Status',
    'Status of the account: ACTIVE, INACTIVE or PENDING. Only ACTIVE accounts can sign in.',
    oneOf('UserStatus', Object.values(UserStatus)),
  ),
  account('accountType', 'Account type', 'Type of account, in words that the operator chooses; may be empty.'),
  account('source', 'Source', 'Where the account came from, such as `Website`; may be empty.'),
  initialAccount(
    'dateCreated',
    'Date created',
    'Date when the account was created, in the venue time zone.',
    dateOfInstant,
    'createdAt',
  ),
  account('plans', 'Plans', 'Names of the plans, separated by `|`; empty if there are none.', plans, 'planIds'),
  account('team', 'Team', 'Name of the team; empty if there is none.', team, 'teamId'),
  account(
    'primaryLocation',
    'Primary location',
    'Name of the primary location, with `|` written as `\\|`; empty if there is none.',
    locationList,
    'primaryLocationId',
  ),
  account(
    'externalPrimaryLocations',
    'External primary locations',
    "Names of primary locations in the operator's other systems, separated by `|`; empty if there are none.",
    list,
  ),
  readOnlyAccount('hasPaymentMethod', 'Has payment method', 'Whether a payment method is on file.', boolean),
  hasBooked,
  account('autopaymentsEnabled', 'Autopayments enabled', 'Whether invoices are paid automatically.', boolean),
  account(
    'additionalNotificationEmail',
    'Additional notification email',
    'Second email address for notifications; may be empty.',
  ),

  billing('billingName', 'Billing name', 'Name on invoices; may be empty.'),
  billing('billingStreetAddress', 'Billing street address', 'Street address on invoices; may be empty.'),
  billing('billingCity', 'Billing city', 'City on invoices; may be empty.'),
  billing('billingPostalCode', 'Billing postal code', 'Postal code on invoices; may be empty.'),
  billing('billingCountry', 'Billing country', 'Country on invoices; may be empty.'),
  billing('taxNumber', 'Tax number', 'Tax number on invoices; may be empty.'),

  mobileApp(
    'appVersion',
    'App version',
    'Version of the mobile app that the user last used; empty if they never used it.',
  ),
  mobileApp(
    'locationServicesOn',
    'Location services on',
    'Whether the mobile app may use the location; empty if the user never used the app.',
    boolean,
  ),
  mobileApp(
    'bluetoothOn',
    'Bluetooth on',
    'Whether Bluetooth was on when the app was last used; empty if the user never used the app.',
    boolean,
  ),
  mobileApp(
    'deviceModel',
    'Device model',
    'Model of the device that last ran the mobile app; empty if the user never used it.',
  ),

  ...activityColumns,
];

/** The columns after the custom properties. Only organizations with their own terms have them. */
export const termsColumns: readonly UserColumn[] = [
  terms(
    'termsVersion',
    'Terms version',
    "Version of the organization's own terms that the user agreed to; empty if they have not agreed.",
  ),
  terms(
    'termsAgreedDate',
    'Terms agreed date',
    "Date when the user agreed to the organization's own terms, in the venue time zone; empty if they have not agreed.",
    dateOfInstant,
    'termsAgreedAt',
  ),
];

/** The columns that USER_SUMMARY does not have. */
export const furtherColumns: readonly UserColumn[] = [
  readOnlyAccount('id', 'Identifier', 'Id of the user in the API.', id),
  initialAccount(
    'username',
    'Username',
    'Unique in the organization. An import finds the user by it and never changes it.',
    identifyingText,
  ),
  {
    ...readOnlyAccount('displayName', 'Display name', 'First and last name, or the username if both are empty.'),
    source: { from: 'user', field: 'displayName', sql: displayName, toCell: asText },
  },
  account('role', 'Role', 'Role in the organization: OWNER, ADMIN or MEMBER.', oneOf('Role', Object.values(Role))),
  account('tags', 'Tags', "The operator's tags for the user, separated by `|`; empty if there are none.", list),
  account('profile', 'Profile', 'Profile of the account, in words that the operator chooses; may be empty.'),
  account('sponsor', 'Sponsor', 'Name of the person who sponsors the user; may be empty.'),
  account(
    'validityPeriod',
    'Validity period',
    'Period in which the account is valid, as text that the operator writes; may be empty.',
  ),
  readOnlyAccount(
    'lastLogin',
    'Last login',
    'When the user last signed in, in the venue time zone; empty if they never did.',
    instant,
    'lastLoginAt',
  ),
];

/** The columns that only a full export has: ids of rows of its other files, and exact instants. */
export const fullExportUserColumns: readonly UserColumn[] = [
  fullExport(
    'permissions',
    'Permissions',
    'Granted permissions, separated by `|`; empty if there are none. The owner has all permissions.',
    list,
  ),
  ofUser('Full export', 'set once')(
    'createdAt',
    'Created at',
    'When the account was created, in the venue time zone.',
    instant,
  ),
  fullExport(
    'termsAgreedAt',
    'Terms agreed at',
    "When the user agreed to the organization's own terms, in the venue time zone; empty if they have not agreed.",
    instant,
  ),
  fullExport(
    'primaryLocationId',
    'Primary location id',
    'Id of the primary location in locations.csv; empty if there is none.',
    foreignId,
  ),
  fullExport('teamId', 'Team id', 'Id of the team in teams.csv; empty if there is none.', foreignId),
  fullExport(
    'planIds',
    'Plan ids',
    'Ids of the plans in plans.csv, separated by `|`; empty if there are none.',
    foreignIds,
  ),
];

/** The fixed columns of users that every organization has. */
export const userColumns: readonly UserColumn[] = [...summaryColumns, ...furtherColumns];
