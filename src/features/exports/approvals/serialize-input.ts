import type { StartExportInput } from '../start/start-export.inputs';

/** What is asked for, as a text: whatever `startExport` takes comes back from it as it was. */
export const storedInput = (input: StartExportInput): string =>
  JSON.stringify(input, function (this: Record<string, unknown>, key, value: unknown) {
    // JSON.stringify has made a text of a Date already.
    const given = this[key];
    if (given instanceof Date) return { $instant: given.getTime() };
    return typeof given === 'bigint' ? { $whole: given.toString() } : value;
  });

export const readStoredInput = (text: string): StartExportInput =>
  JSON.parse(text, (_key, value) => {
    if (typeof value?.$instant === 'number') return new Date(value.$instant);
    return typeof value?.$whole === 'string' ? BigInt(value.$whole) : value;
  }) as StartExportInput;
