import type { ParameterValue, SentenceParameters } from '../../../sentences';
import { enums } from './enums';

const textOf = (value: ParameterValue): string => (Array.isArray(value) ? value.join(', ') : String(value));

/** A text of a client in German quotes. Control characters are escaped. */
export const named = (value: ParameterValue): string =>
  `„${JSON.stringify(textOf(value)).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\')}“`;

/** Texts of a client, each in quotes, and how many more there are. Earlier versions stored one text. */
export function namedList(value: ParameterValue, count = 0): string {
  const texts = Array.isArray(value) ? (value as readonly string[]) : [textOf(value)];
  const listed = texts.map(named).join(', ');
  return count > texts.length ? `${listed} und ${number(count - texts.length)} weitere` : listed;
}

/** Words of the API, such as the values of an enum: "A, B oder C". */
export function alternatives(value: ParameterValue): string {
  const words = Array.isArray(value) ? (value as readonly string[]) : [textOf(value)];
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} oder ${words.at(-1)}`;
}

export const number = (value: ParameterValue): string =>
  typeof value === 'number' ? value.toLocaleString('de-DE') : textOf(value);

/** A number with its noun: `counted(2, 'Zelle', 'Zellen')` is "2 Zellen". */
export const counted = (value: ParameterValue, one: string, many: string): string =>
  `${number(value)} ${Number(value) === 1 ? one : many}`;

/** The label of a state or a status, of whatever record it is. */
export function stateLabel(value: ParameterValue): string {
  const state = textOf(value);
  const { ExportState, ImportState, ExportRequestState, BookingStatus, InvoiceStatus, UserStatus } = enums;
  const known = [ExportState, ImportState, ExportRequestState, BookingStatus, InvoiceStatus, UserStatus];
  return known.map((labels) => (labels as Readonly<Record<string, string>>)[state]).find(Boolean) ?? state;
}

/** The label of a value of one enum, or the value. */
export const labelIn = (labels: Readonly<Record<string, string>>, value: ParameterValue): string =>
  labels[textOf(value)] ?? textOf(value);

/** The labels of several values of one enum: "A, B oder C". */
export const labelsIn = (labels: Readonly<Record<string, string>>, value: ParameterValue): string =>
  alternatives(
    (Array.isArray(value) ? (value as readonly string[]) : [textOf(value)]).map((each) => labelIn(labels, each)),
  );

const conjunction = new Intl.ListFormat('de', { type: 'conjunction' });

/** The labels of permissions of which all are required: "A, B und C". */
export const permissionLabels = (value: ParameterValue): string =>
  conjunction.format(
    (Array.isArray(value) ? (value as readonly string[]) : [textOf(value)]).map((permission) =>
      named(labelIn(enums.Permission, permission)),
    ),
  );

/** Seconds as a person says them. */
export function duration(value: ParameterValue): string {
  const seconds = Number(value);
  return seconds < 120
    ? counted(seconds, 'Sekunde', 'Sekunden')
    : counted(Math.ceil(seconds / 60), 'Minute', 'Minuten');
}

/** Bytes in the largest unit that has at least one. */
export function bytes(value: ParameterValue): string {
  const units = ['Byte', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, Number(value))) / Math.log(1024)));
  return `${(Number(value) / 1024 ** power).toLocaleString('de-DE', { maximumFractionDigits: 1 })} ${units[power]}`;
}

/** The sentence of a code that another sentence quotes; empty if the table does not have it. */
export function sentenceOf(sentences: object, code: ParameterValue, parameters: SentenceParameters): string {
  const known = sentences as Readonly<Record<string, (parameters: SentenceParameters) => string>>;
  return Object.hasOwn(known, String(code)) ? known[String(code)]!(parameters) : '';
}
