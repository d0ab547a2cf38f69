import { TallyportError } from 'tallyport/client';

export type FieldErrors<Field extends string> = Readonly<Partial<Record<Field, string>>> & {
  /** The error, if it is about something else than these fields. Null otherwise. */
  readonly other: Error | null;
};

/** What the server says about the fields of a form: arguments of the operation, or fields of its argument `input`. */
export function fieldErrors<Field extends string>(
  error: Error | null,
  fields: readonly Exclude<Field, 'other'>[],
): FieldErrors<Field> {
  const inputErrors = error instanceof TallyportError ? error.inputErrors : [];
  const found: Partial<Record<string, string>> = {};
  let isKnown = inputErrors.length > 0;
  for (const { argument, message } of inputErrors) {
    const field = fields.find((name) => `${argument.replace(/^input\./, '')}.`.startsWith(`${name}.`));
    if (field === undefined) isKnown = false;
    else found[field] = [found[field], message].filter(Boolean).join(' ');
  }
  return { ...found, other: isKnown ? null : error } as FieldErrors<Field>;
}
