/** The first columns of USER_ACCOUNTS, in this order, with the headers that replace their labels. */
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

/** Headers that replace labels in USER_MANAGEMENT. */
export const managementLabels = { primaryLocation: 'Location/Org' } as const;
