import { badInput } from '../../errors';

/** A text as it is stored: an empty one is none. */
export function givenText(argument: string, text: string | null | undefined, longest: number): string | null {
  if (text && text.length > longest) throw badInput(argument, `\`${argument}\` must not be longer than ${longest} characters.`);
  return text || null;
}

/** A text that cannot be left empty. */
export function neededText(argument: string, text: string, longest: number): string {
  if (text.trim() === '') throw badInput(argument, `\`${argument}\` must not be blank.`);
  return givenText(argument, text, longest)!;
}

/** What may be left out, but not be empty. */
export function notNull<T>(argument: string, value: T | null): T {
  if (value === null) throw badInput(argument, `\`${argument}\` must not be null; leave it out instead.`);
  return value;
}
