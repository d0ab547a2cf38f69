import { usernameKeyOf } from './user.entity';

/** In UTF-16 units. */
export const maxUsernameLength = 191;

/** The limit of the folded form too, which may be longer than the username itself. */
export const isUsername = (username: string): boolean =>
  username.trim() !== '' && username.length <= maxUsernameLength && usernameKeyOf(username).length <= maxUsernameLength;

/** Every text of a user that is stored as it is written, with how long it may be, in UTF-16 units. */
export const maxTextLengths = {
  lastName: 200,
  firstName: 200,
  email: 200,
  title: 200,
  profession: 200,
  bio: 100_000,
  company: 200,
  phone: 64,
  city: 200,
  country: 200,
  skype: 200,
  linkedInProfile: 300,
  facebookProfile: 300,
  googleProfile: 300,
  accountType: 100,
  source: 100,
  additionalNotificationEmail: 200,
  billingName: 200,
  billingStreetAddress: 200,
  billingCity: 200,
  billingPostalCode: 64,
  billingCountry: 200,
  taxNumber: 64,
  appVersion: 100,
  deviceModel: 100,
  termsVersion: 64,
  profile: 200,
  sponsor: 200,
  validityPeriod: 100,
} as const;

export type UserText = keyof typeof maxTextLengths;

export const isUserText = (field: string): field is UserText => Object.hasOwn(maxTextLengths, field);
export const userTexts = Object.keys(maxTextLengths) as UserText[];

/** Those of them that mail may be sent to. */
export const mailAddresses = ['email', 'additionalNotificationEmail'] as const satisfies readonly UserText[];

/** Of lists of texts: how many, and how long each; and how long a value of a custom property. */
export const maxListed = 100;
export const maxListedLength = 200;
export const maxCustomValueLength = 10_000;
