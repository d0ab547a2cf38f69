/**
 * Headers that a template gives to columns in the place of their own, by key. These come first in USER_ACCOUNTS, in
 * this order.
 */
export const accountLabels = {
  id: 'Identifier',
  displayName: 'Display Name',
  firstName: 'First Name',
  lastName: 'Last Name',
  email: 'Email',
  phone: 'Phone Number',
  profile: 'Profile',
  sponsor: 'Sponsor',
  validityPeriod: 'Validity Period',
  dateCreated: 'Creation Date',
  lastLogin: 'Last Login',
  primaryLocation: 'Location',
  status: 'Account Status',
} as const;

/** The same for USER_MANAGEMENT, wherever they stand in it. */
export const managementLabels = { primaryLocation: 'Location/Org' } as const;
