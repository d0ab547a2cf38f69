/** The text fields of a user: maximum length in UTF-16 code units, and description for the schema. */
export const userTextFields = {
  lastName: { maxLength: 200, description: 'Family name.' },
  firstName: { maxLength: 200, description: 'Given name.' },
  email: { maxLength: 200, description: 'Email address.' },
  title: { maxLength: 200, description: 'Title, such as Dr or Ms, or job title.' },
  profession: { maxLength: 200, description: 'Profession.' },
  bio: { maxLength: 100_000, description: 'Biography of the user.' },
  company: { maxLength: 200, description: 'Company.' },
  phone: { maxLength: 64, description: 'Phone number, in any notation.' },
  city: { maxLength: 200, description: 'City.' },
  country: { maxLength: 200, description: 'Country.' },
  skype: { maxLength: 200, description: 'Skype name.' },
  linkedInProfile: { maxLength: 300, description: 'URL of the LinkedIn profile.' },
  facebookProfile: { maxLength: 300, description: 'URL of the Facebook profile.' },
  googleProfile: { maxLength: 300, description: 'URL of the Google profile.' },
  accountType: { maxLength: 100, description: "Type of the account, in the organization's own terms." },
  source: { maxLength: 100, description: 'Where the account came from.' },
  additionalNotificationEmail: { maxLength: 200, description: 'Second email address for notifications.' },
  billingName: { maxLength: 200, description: 'Name on invoices.' },
  billingStreetAddress: { maxLength: 200, description: 'Street address on invoices.' },
  billingCity: { maxLength: 200, description: 'City on invoices.' },
  billingPostalCode: { maxLength: 64, description: 'Postal code on invoices.' },
  billingCountry: { maxLength: 200, description: 'Country on invoices.' },
  taxNumber: { maxLength: 64, description: 'Tax number on invoices.' },
  appVersion: { maxLength: 100, description: 'Version of the mobile app that the user last used.' },
  deviceModel: { maxLength: 100, description: 'Model of the device that the mobile app last ran on.' },
  termsVersion: {
    maxLength: 64,
    description: "Version of the organization's terms of service that the user agreed to.",
  },
  profile: { maxLength: 200, description: "Profile of the account, in the organization's own terms." },
  sponsor: { maxLength: 200, description: 'Person who vouches for the user.' },
  validityPeriod: {
    maxLength: 100,
    description: 'How long the account is valid, in any notation, like 2026-01-01/2026-12-31.',
  },
} as const;

export type UserText = keyof typeof userTextFields;

export const userTexts = Object.keys(userTextFields) as UserText[];

/** Text fields whose values users can be filtered by, and that `lookup` lists. */
export const filteredTexts = [
  'accountType',
  'source',
  'profile',
  'sponsor',
  'profession',
  'company',
  'city',
  'country',
  'billingCity',
  'billingCountry',
  'appVersion',
  'deviceModel',
] as const satisfies readonly UserText[];

export type FilteredText = (typeof filteredTexts)[number];

/** The lists of texts, for both. */
export const filteredLists = ['tags', 'skills', 'externalPrimaryLocations'] as const;

export type FilteredList = (typeof filteredLists)[number];

/** Text fields that contain an email address. */
export const mailAddresses = ['email', 'additionalNotificationEmail'] as const satisfies readonly UserText[];
