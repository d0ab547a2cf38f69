import { usernameKeyOf } from './user.entity';

/** Maximum length of a username and of its folded form, in UTF-16 code units. */
export const maxUsernameLength = 191;

/** Folding can make a username longer, so both forms are checked. */
export const isUsername = (username: string): boolean =>
  username.trim() !== '' && username.length <= maxUsernameLength && usernameKeyOf(username).length <= maxUsernameLength;

/** Limits of skills, tags and external locations: number of values, and length of each in UTF-16 code units. */
export const maxListed = 100;
export const maxListedLength = 200;
/** Maximum length of the value of a custom property, in UTF-16 code units. */
export const maxCustomValueLength = 10_000;
