import type { StartExportInput } from '../start/start-export.inputs';

/** Converts an input to JSON that keeps instants and big integers, and each value of a list once. */
export const serializeInput = (input: StartExportInput): string =>
  JSON.stringify(input, function (this: Record<string, unknown>, key, value: unknown) {
    // `value` of a Date is already a string, because JSON.stringify calls toJSON first.
    const original = this[key];
    if (original instanceof Date) return { $instant: original.getTime() };
    if (Array.isArray(value)) return [...new Set<unknown>(value)];
    return typeof original === 'bigint' ? { $whole: original.toString() } : value;
  });

/** Restores the input that `serializeInput` converted. */
export const deserializeInput = (text: string): StartExportInput =>
  JSON.parse(text, (_key, value) => {
    if (typeof value?.$instant === 'number') return new Date(value.$instant);
    return typeof value?.$whole === 'string' ? BigInt(value.$whole) : value;
  }) as StartExportInput;
