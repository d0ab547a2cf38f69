import { because } from '../../error-reasons';
import { badInput } from '../../errors';

/** The stored form of an optional text: an empty text becomes null. */
export function optionalText(argument: string, text: string | null | undefined, maxLength: number): string | null {
  if (text && text.length > maxLength)
    throw badInput(
      argument,
      `\`${argument}\` must not be longer than ${maxLength} characters.`,
      because('TEXT_TOO_LONG', { max: maxLength }),
    );
  return text || null;
}

/** The stored form of a text that must not be blank. */
function requiredText(argument: string, text: string, maxLength: number): string {
  if (text.trim() === '') throw badInput(argument, `\`${argument}\` must not be blank.`, because('VALUE_BLANK'));
  return optionalText(argument, text, maxLength)!;
}

/** Returns the value of an argument that may be absent, but not null. */
export function notNull<T>(argument: string, value: T | null): T {
  if (value === null)
    throw badInput(argument, `\`${argument}\` must not be null; leave it out instead.`, because('VALUE_REQUIRED'));
  return value;
}

/**
 * Invisible characters: controls, format characters (zero-width, bidirectional), line separators, halves of surrogate
 * pairs, and others.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]/u;
const allInvisible = new RegExp(invisible, 'gu');

/** The stored form of a name for people that identifies nothing: without invisible characters. */
export const visibleText = (argument: string, text: string, maxLength: number): string =>
  requiredText(argument, text.replace(allInvisible, '').trim(), maxLength);

/**
 * The stored form of a text that identifies a record: a username, reference, number, or the name of a location. Removes
 * surrounding white space and refuses invisible characters, because two names must not appear identical.
 */
export function identifier(argument: string, text: string, maxLength: number): string {
  const trimmed = text.trim();
  const code = invisible.exec(trimmed)?.[0].codePointAt(0);
  if (code !== undefined) {
    const character = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    throw badInput(
      argument,
      `\`${argument}\` must not contain the invisible character ${character}.`,
      because('INVISIBLE_CHARACTER', { character }),
    );
  }
  return requiredText(argument, trimmed, maxLength);
}
