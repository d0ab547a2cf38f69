import { count } from '../../format.js';

const compared = { gte: '≥', lte: '≤', eq: '=' } as const;

/** The texts of lists of users, bookings and invoices. */
export const lists = {
  columns: { user: 'User', duration: 'Duration', resource: 'Resource', booking: 'Booking' },
  filters: (active: number) => (active === 0 ? 'Filters' : `Filters · ${count(active)} active`),
  searchUser: 'Search user',
  noMatch: {
    USERS: 'No user matches the filter.',
    BOOKINGS: 'No booking matches the filter.',
    INVOICES: 'No invoice matches the filter.',
  },
  empty: { USERS: 'No users yet.', BOOKINGS: 'No bookings yet.', INVOICES: 'No invoices yet.' },
  own: {
    USERS: 'You see only your own account.',
    BOOKINGS: 'You see only your own bookings.',
    INVOICES: 'You see only your own invoices.',
  },
  noLocation: 'No location',
  clearFilter: 'Clear the filter',
  sortBy: (column: string) => `Sort by ${column}`,
  tick: (name: string) => `Select ${name}`,
  tickAll: 'Select the loaded rows',
  since: (day: string) => `since ${day}`,
  until: (day: string) => `until ${day}`,
  before: (time: string) => `before ${time}`,
  clearDates: 'Clear',
  figure: 'Figure',
  comparison: 'Comparison',
  operators: { gte: 'at least', lte: 'at most', eq: 'exactly' },
  signs: compared,
  amount: 'Value',
  amountHint: { count: 'Write a whole number.', money: 'Write it like 1234.50, without thousands separators.' },
  amountFirst: 'Write a value first.',
  addCondition: 'Add',
  condition: (figure: string, operator: keyof typeof compared, amount: string) =>
    `${figure} ${compared[operator]} ${amount}`,
  removeCondition: (condition: string) => `Remove ${condition}`,
};

/** The texts of filters in words. */
export const filters = {
  is: (label: string, values: string) => `${label}: ${values}`,
  nested: (label: string, conditions: string) => `${label} (${conditions})`,
  search: 'Search text',
  bookings: 'Bookings',
  number: 'Number',
  leadDays: 'Booked days before',
  either: 'either',
  or: 'or',
  not: 'not',
  any: 'any',
  none: 'none',
  everything: 'everything',
  nothing: 'none chosen, so nothing matches',
  unknown: (id: string) => `ID ${id}`,
  moreValues: (n: number) => `${count(n)} more`,
  moreConditions: (n: number) => (n === 1 ? '1 more condition' : `${count(n)} more conditions`),
  showAll: 'Show the whole filter',
  showLess: 'Show less',
};

/** The texts of the buttons that export some of a list. */
export const exportTexts = {
  USERS: (n: number) => (n === 1 ? 'Export 1 user' : `Export ${count(n)} users`),
  BOOKINGS: (n: number) => (n === 1 ? 'Export 1 booking' : `Export ${count(n)} bookings`),
  INVOICES: (n: number) => (n === 1 ? 'Export 1 invoice' : `Export ${count(n)} invoices`),
};

/** The same for requests to the owner. */
export const requestTexts = {
  USERS: (n: number) => (n === 1 ? 'Ask for an export of 1 user' : `Ask for an export of ${count(n)} users`),
  BOOKINGS: (n: number) => (n === 1 ? 'Ask for an export of 1 booking' : `Ask for an export of ${count(n)} bookings`),
  INVOICES: (n: number) => (n === 1 ? 'Ask for an export of 1 invoice' : `Ask for an export of ${count(n)} invoices`),
};

/** The texts of the page of one user. */
export const user = {
  sections: { profile: 'Profile', figures: 'Figures', bookings: 'Bookings', invoices: 'Invoices' },
  missing: 'There is no such user, or you may not see this user.',
  dataExport: 'Data export',
  yes: 'Yes',
  no: 'No',
  month: 'Month',
  invoiced: 'Invoiced',
};
