import { badInput } from '../../errors';

/** A text as it is stored: an empty one is none. */
export function optionalText(argument: string, text: string | null | undefined, maxLength: number): string | null {
  if (text && text.length > maxLength)
    throw badInput(argument, `\`${argument}\` must not be longer than ${maxLength} characters.`);
  return text || null;
}

/** A text that cannot be left empty. */
export function requiredText(argument: string, text: string, maxLength: number): string {
  if (text.trim() === '') throw badInput(argument, `\`${argument}\` must not be blank.`);
  return optionalText(argument, text, maxLength)!;
}

/** What may be left out, but not be empty. */
export function notNull<T>(argument: string, value: T | null): T {
  if (value === null) throw badInput(argument, `\`${argument}\` must not be null; leave it out instead.`);
  return value;
}

/**
 * Controls, format characters (zero-width, bidirectional), other invisible ones, line separators, and halves of
 * surrogate pairs.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * The stored form of a text that names a record: a username, reference, number, or the name of a location. It has no
 * blanks at its ends, and no character that nobody sees: two records must not have names that look the same.
 */
export function identifier(argument: string, text: string, maxLength: number): string {
  const trimmed = text.trim();
  const code = unseen.exec(trimmed)?.[0].codePointAt(0);
  if (code !== undefined)
    throw badInput(
      argument,
      `\`${argument}\` must not contain the invisible character U+${code.toString(16).toUpperCase().padStart(4, '0')}.`,
    );
  return requiredText(argument, trimmed, maxLength);
}
