import { fold } from '../../platform/text/fold';
import type { BookingActivityFigures } from '../bookings/booking-activity';
import type { InvoiceTotalsFigures } from '../invoices/invoice-totals';
import { decimalOf } from '../invoices/money';
import { isUserText, maxTextLengths } from '../users/user-limits';
import {
  asBoolean,
  asDate,
  asId,
  asInstant,
  asLink,
  asLinks,
  asLocationNames,
  asPlanNames,
  asTeamName,
  asText,
  asValues,
} from './cells';
import { type Cell, type CellContext, ColumnType, type UserColumn } from './column';
import { accountLabels, managementLabels } from './template-labels';

function ofUser(group: string, importable = true) {
  return (
    key: string,
    label: string,
    description: string,
    type = ColumnType.TEXT,
    cell = asText,
    field = key,
  ): UserColumn => ({
    key,
    label,
    group,
    type,
    description,
    importable,
    source: { from: 'user', field, toCell: cell },
    ...(importable && isUserText(key) && { maxLength: maxTextLengths[key] }),
  });
}

const profile = ofUser('Profile');
const account = ofUser('Account');
const readOnlyAccount = ofUser('Account', false);
const billing = ofUser('Billing');
const mobileApp = ofUser('Mobile app', false);
const terms = ofUser('Terms', false);
const fullExport = ofUser('Takeout', false);

const severalValues = (column: UserColumn): UserColumn => ({ ...column, multiValue: true });

const figureGroup = 'Bookings & invoices';
const bookings = (
  key: string,
  label: string,
  type: ColumnType,
  description: string,
  cell: (figures: BookingActivityFigures, surroundings: CellContext) => Cell,
): UserColumn => ({
  key,
  label,
  group: figureGroup,
  type,
  description,
  importable: false,
  source: { from: 'bookings', toCell: cell },
});
const invoiced = (
  key: string,
  label: string,
  description: string,
  read: (totals: InvoiceTotalsFigures) => bigint,
): UserColumn => ({
  key,
  label,
  group: figureGroup,
  type: ColumnType.MONEY,
  description,
  importable: false,
  source: { from: 'invoices', toCell: (totals, { decimals }) => decimalOf(read(totals), decimals) },
});

const dateOrNothing = (instantMs: number | null, { calendar }: CellContext): Cell =>
  instantMs === null ? null : calendar.dateOf(instantMs);

// As `displayNameOf` makes it.
const displayName = "COALESCE(NULLIF(CONCAT_WS(' ', NULLIF(u.firstName, ''), NULLIF(u.lastName, '')), ''), u.username)";

const { TEXT, DATE, BOOLEAN, INTEGER } = ColumnType;
const confirmed = 'Only CONFIRMED bookings count.';

/** The fixed columns of USER_SUMMARY, in its order. */
export const summaryColumns: readonly UserColumn[] = [
  profile('lastName', 'Last name', 'Family name.'),
  profile('firstName', 'First name', 'Given name.'),
  profile('email', 'Email', 'E-mail address.'),
  profile('title', 'Title', 'Title.'),
  profile('profession', 'Profession', 'Profession.'),
  profile('bio', 'Bio', 'About the person, in their own words.'),
  severalValues(profile('skills', 'Skills', 'Skills, separated by `|`.', TEXT, asValues)),
  profile('company', 'Company', 'Company.'),
  profile('phone', 'Phone', 'Phone number, as it was written.'),
  profile('city', 'City', 'City.'),
  profile('country', 'Country', 'Country.'),
  profile('skype', 'Skype', 'Skype name.'),
  profile('linkedInProfile', 'LinkedIn profile', 'Address of the LinkedIn profile.'),
  profile('facebookProfile', 'Facebook profile', 'Address of the Facebook profile.'),
  profile('googleProfile', 'Google profile', 'Address of the Google profile.'),

  account('status', 'Status', 'Where the account stands: ACTIVE, INACTIVE or PENDING.'),
  account('accountType', 'Account type', 'Kind of account, as the operator names it.'),
  account('source', 'Source', 'Where the account came from.'),
  readOnlyAccount(
    'dateCreated',
    'Date created',
    'Date on which the account was made, in the venue time zone.',
    DATE,
    asDate,
    'createdAt',
  ),
  severalValues(account('plans', 'Plans', 'Names of the plans, separated by `|`.', TEXT, asPlanNames, 'planIds')),
  account('team', 'Team', 'Name of the team.', TEXT, asTeamName, 'teamId'),
  severalValues(
    account(
      'primaryLocation',
      'Primary location',
      'Name of the primary location; a `|` in it is written `\\|`.',
      TEXT,
      asLocationNames,
      'primaryLocationId',
    ),
  ),
  severalValues(
    account(
      'externalPrimaryLocations',
      'External primary locations',
      "Primary locations in the operator's other systems, separated by `|`.",
      TEXT,
      asValues,
    ),
  ),
  readOnlyAccount('hasPaymentMethod', 'Has payment method', 'Whether a way to pay is on file.', BOOLEAN, asBoolean),
  {
    ...bookings(
      'hasBooked',
      'Has booked',
      BOOLEAN,
      `Whether there is at least one booking. ${confirmed}`,
      (figures) => figures.firstBookedMs !== null,
    ),
    group: 'Account',
  },
  account(
    'autopaymentsEnabled',
    'Autopayments enabled',
    'Whether invoices are paid automatically.',
    BOOLEAN,
    asBoolean,
  ),
  account('additionalNotificationEmail', 'Additional notification email', 'Second address that notifications go to.'),

  billing('billingName', 'Billing name', 'Name on invoices.'),
  billing('billingStreetAddress', 'Billing street address', 'Street on invoices.'),
  billing('billingCity', 'Billing city', 'City on invoices.'),
  billing('billingPostalCode', 'Billing postal code', 'Postal code on invoices.'),
  billing('billingCountry', 'Billing country', 'Country on invoices.'),
  billing('taxNumber', 'Tax number', 'Tax number on invoices.'),

  mobileApp('appVersion', 'App version', 'Version of the mobile app last used.'),
  mobileApp(
    'locationServicesOn',
    'Location services on',
    'Whether the app may use the location; empty: app never used.',
    BOOLEAN,
    asBoolean,
  ),
  mobileApp('bluetoothOn', 'Bluetooth on', 'Whether Bluetooth was on; empty: app never used.', BOOLEAN, asBoolean),
  mobileApp('deviceModel', 'Device model', 'Device that the app last ran on.'),

  bookings(
    'bookingsThisMonthBooked',
    'Bookings this month (booked)',
    INTEGER,
    `Bookings that begin in the venue month of asOf, its later days included. ${confirmed}`,
    (figures) => figures.bookedThisMonth,
  ),
  bookings(
    'bookingsThisMonthCreated',
    'Bookings this month (created)',
    INTEGER,
    `Bookings that were made in the venue month of asOf. ${confirmed}`,
    (figures) => figures.createdThisMonth,
  ),
  bookings(
    'bookingsLastMonthBooked',
    'Bookings last month (booked)',
    INTEGER,
    `Bookings that begin in the venue month before that of asOf. ${confirmed}`,
    (figures) => figures.bookedLastMonth,
  ),
  bookings(
    'bookingsLastMonthCreated',
    'Bookings last month (created)',
    INTEGER,
    `Bookings that were made in the venue month before that of asOf. ${confirmed}`,
    (figures) => figures.createdLastMonth,
  ),
  bookings(
    'firstBookingDateBooked',
    'First booking date (booked)',
    DATE,
    `Date of the earliest begin of a booking, in the venue time zone. ${confirmed}`,
    (figures, s) => dateOrNothing(figures.firstBookedMs, s),
  ),
  bookings(
    'firstBookingDateCreated',
    'First booking date (created)',
    DATE,
    `Date on which the earliest booking was made, in the venue time zone. ${confirmed}`,
    (figures, s) => dateOrNothing(figures.firstCreatedMs, s),
  ),
  invoiced(
    'invoicedThisMonth',
    'Invoiced this month',
    'Sum of the invoices issued in the venue month of asOf. VOID invoices never count.',
    (totals) => totals.thisMonthMinor,
  ),
  invoiced(
    'invoicedLastMonth',
    'Invoiced last month',
    'Sum of the invoices issued in the venue month before that of asOf. VOID invoices never count.',
    (totals) => totals.lastMonthMinor,
  ),
  invoiced(
    'invoicedAllTime',
    'Invoiced all time',
    'Sum of all invoices. VOID invoices never count.',
    (totals) => totals.allTimeMinor,
  ),
];

/** Only where the organization has terms of its own; behind the custom properties. */
export const termsColumns: readonly UserColumn[] = [
  terms('termsVersion', 'Terms version', "Version of the organization's own terms that was agreed to."),
  terms(
    'termsAgreedDate',
    'Terms agreed date',
    'Date on which they were agreed to, in the venue time zone.',
    DATE,
    asDate,
    'termsAgreedAt',
  ),
];

/** What only other templates hold. */
export const furtherColumns: readonly UserColumn[] = [
  readOnlyAccount('id', 'Identifier', 'Id of the account, as the API knows it.', TEXT, asId),
  readOnlyAccount(
    'username',
    'Username',
    'Unique in the organization; the key by which an import finds the account, and never changed.',
  ),
  {
    ...readOnlyAccount('displayName', 'Display name', 'Given and family name; the username where there is neither.'),
    source: { from: 'user', field: 'displayName', sql: displayName, toCell: asText },
  },
  account('role', 'Role', 'What the person is: OWNER, ADMIN or MEMBER.'),
  severalValues(
    account('tags', 'Tags', 'Tags that the operator put on the account, separated by `|`.', TEXT, asValues),
  ),
  account('profile', 'Profile', 'Profile of the account, as the operator names it.'),
  account('sponsor', 'Sponsor', 'Who vouches for the person.'),
  account('validityPeriod', 'Validity period', 'How long the account is valid, as the operator writes it.'),
  readOnlyAccount(
    'lastLogin',
    'Last login',
    'When the person last signed in.',
    ColumnType.INSTANT,
    asInstant,
    'lastLoginAt',
  ),
];

/**
 * What besides all others only the file of a whole organization holds: what leads to its other files, and what those
 * others show in part.
 */
export const fullExportUserColumns: readonly UserColumn[] = [
  severalValues(
    fullExport(
      'permissions',
      'Permissions',
      'Permissions that were granted, separated by `|`. The owner has all of them.',
      TEXT,
      asValues,
    ),
  ),
  fullExport('createdAt', 'Created at', 'When the account was made.', ColumnType.INSTANT, asInstant),
  fullExport(
    'termsAgreedAt',
    'Terms agreed at',
    "When the organization's own terms were agreed to.",
    ColumnType.INSTANT,
    asInstant,
  ),
  fullExport('primaryLocationId', 'Primary location id', 'Id of the primary location.', TEXT, asLink),
  fullExport('teamId', 'Team id', 'Id of the team.', TEXT, asLink),
  severalValues(fullExport('planIds', 'Plan ids', 'Ids of the plans, separated by `|`.', TEXT, asLinks)),
];

/** Every fixed column of a user that each organization has. */
export const userColumns: readonly UserColumn[] = [...summaryColumns, ...furtherColumns];

/**
 * One column for each custom property. A label that is taken already gets a number, so that no two headers are equal.
 */
export function customColumns(properties: readonly { key: string; name: string }[]): UserColumn[] {
  const fixed = [
    ...[...userColumns, ...termsColumns, ...fullExportUserColumns].map(({ label }) => label),
    ...Object.values(accountLabels),
    ...Object.values(managementLabels),
  ];
  const labels = new Set(fixed.map((label) => fold(label)));
  // Where the last one of that name left off: ten thousand of one name must not each count from two.
  const numbers = new Map<string, number>();
  return properties.map(({ key, name }) => {
    let label = name;
    let number = numbers.get(fold(name)) ?? 2;
    for (; labels.has(fold(label)); number++) label = `${name} (${number})`;
    numbers.set(fold(name), number);
    labels.add(fold(label));
    return {
      key: `custom.${key}`,
      label,
      group: 'Custom properties',
      type: TEXT,
      description: "One of the organization's own properties.",
      importable: true,
      source: { from: 'user', field: 'customValues', toCell: (stored) => ownText(stored as string, key) },
    };
  });
}

// All custom columns of a row read the same JSON, one after the other.
let lastStored = '{}';
let lastValues: Readonly<Record<string, unknown>> = {};
function ownText(stored: string, key: string): string | null {
  if (stored !== lastStored) {
    lastValues = JSON.parse(stored) as Record<string, unknown>;
    lastStored = stored;
  }
  const value = Object.hasOwn(lastValues, key) ? lastValues[key] : null;
  // Whatever else the JSON may hold never reaches a format: exceljs takes an object for a live formula.
  return typeof value === 'string' || value === null ? value : JSON.stringify(value);
}
