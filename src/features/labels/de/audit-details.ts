import type { ParameterValue } from '../../../sentences';
import type { auditDetails as detailCodes } from '../en/audit-details';
import type { Sentences } from '../label-tables';
import { columns } from './columns';
import { enums } from './enums';
import { failures } from './failures';
import { importTitles } from './import-titles';
import { bytes, counted, labelIn, named, number, sentenceOf } from './phrases';

const list = (value: ParameterValue): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : value === '' ? [] : [String(value)];
const quoted = (value: ParameterValue): string => list(value).map(named).join(', ');

/** Fields that are no columns of exports, and what is said of settings as a whole. */
const settings: Readonly<Record<string, string>> = {
  clientId: 'Client-ID',
  clientSecret: 'Client-Secret',
  confirmed: 'bestätigt',
  domains: 'Domains',
  isRequired: 'Single Sign-on verlangen',
  issuer: 'Issuer',
  removed: 'entfernt',
  timezone: 'Zeitzone',
};

/** Fields, or changes such as `name: "A" → "B"`, with the labels of the fields. */
const changed = (value: ParameterValue): string =>
  list(value)
    .map((each) => each.replace(/^\w+/, (field) => settings[field] ?? columns[field] ?? field))
    .join(', ');

const parts: Readonly<Record<string, string>> = {
  errors: 'Fehlerdatei',
  source: 'Hochgeladene Datei',
  undo: 'Datei zum Rückgängigmachen',
};

const dataset = (value: ParameterValue): string => labelIn(enums.ExportDataset, value);
const exported = (of: ParameterValue, format: ParameterValue): string =>
  `${dataset(of)} (${labelIn(enums.ExportFormat, format)})`;
const token = (username: ParameterValue, id: ParameterValue, name: ParameterValue): string =>
  `${named(username)}: Zugriffstoken ${number(id)}${name === '' ? '' : ` ${named(name)}`}`;
const rows = (count: ParameterValue, what: string): string[] =>
  Number(count) > 0 ? [`${counted(count, 'Zeile', 'Zeilen')} ${what}`] : [];

export const auditDetails: Sentences<typeof detailCodes> = {
  RECORD: ({ name }) => named(name),
  RECORD_CHANGED: ({ name, fields }) => `${named(name)}: ${changed(fields)}`,
  SIGNED_IN_BY_LINK: () => 'Mit einem Anmeldelink',
  SIGNED_IN_BY_PROVIDER: () => 'Mit dem Anmeldedienst',
  SESSION: ({ username, id }) => `${named(username)}: Sitzung ${String(id)}`,
  TOKEN: ({ username, id, name }) => token(username, id, name),
  LIMITED_TOKEN: ({ username, id, name, permissions }) =>
    `${token(username, id, name)}, eingeschränkt auf ${
      list(permissions)
        .map((permission) => named(labelIn(enums.Permission, permission)))
        .join(', ') || 'eigene Daten'
    }`,
  SETTINGS: ({ changes }) => changed(changes),
  SETTINGS_FORBIDDEN: () => 'Der Benutzer darf es nicht ändern.',
  SETTINGS_UNAUTHENTICATED: () => 'Die Sitzung endete vor der Änderung.',
  SETTINGS_INVALID: ({ fields }) => `Nicht angenommen: ${changed(fields)}`,
  PROVIDER_REPLACED: ({ changes, links, sessions, tokens }) =>
    `${changed(changes)}. Gelöste Verknüpfungen: ${number(links)}, beendete Sitzungen: ${number(sessions)}, widerrufene Zugriffstokens: ${number(tokens)}`,
  DOMAINS: ({ verified, unverified }) =>
    [
      ...list(verified).map((domain) => `${domain} nachgewiesen`),
      ...list(unverified).map((domain) => `${domain} nicht mehr nachgewiesen`),
    ].join(', '),
  REFUSED_UNLINKED: () => 'Die Verknüpfung des Benutzers wurde im selben Moment gelöst.',
  REFUSED_NOT_ACTIVE: () => 'Das Konto des verknüpften Benutzers ist nicht aktiv.',
  REFUSED_UNCONFIRMED: () =>
    'Der Inhaber hat das Single Sign-on noch nicht bestätigt, seit ihm die Inhaberschaft übertragen wurde.',
  REFUSED_UNVERIFIED: () => 'Der Anmeldedienst hat keine E-Mail-Adresse bestätigt.',
  REFUSED_DOMAIN: ({ address }) => `${named(address)} gehört zu keiner der angegebenen Domains.`,
  REFUSED_NOT_ONE_USER: ({ address }) => `${named(address)} ist nicht die Adresse genau eines aktiven Benutzers.`,
  REFUSED_OTHER_IDENTITY: ({ address }) =>
    `Der Benutzer mit der Adresse ${named(address)} ist mit einer anderen Identität verknüpft. Lösen Sie zuerst diese Verknüpfung.`,
  EXPORT: ({ dataset: of, format }) => exported(of, format),
  EXPORT_PREVIEW: ({ dataset: of, format }) => `Vorschau: ${exported(of, format)}`,
  EXPORT_CANCELING: ({ dataset: of, format }) => `Abbrechen: ${exported(of, format)}`,
  EXPORT_LINK: () => 'Link zur Datei',
  EXPORT_FILE_DELETION: () => 'Löschen der Datei',
  EXPORT_REQUEST: ({ id, dataset: of, format }) => `Exportanfrage ${String(id)}: ${exported(of, format)}`,
  AS_EXPORT: ({ id }) => `Als Export ${String(id)}`,
  AS_IMPORT: ({ id }) => `Durch Import ${String(id)}`,
  FAILURE: ({ code }) => sentenceOf(failures, code, {}) || String(code),
  FILE_GONE: () => 'Die Datei gibt es nicht mehr.',
  TOO_MANY_AT_ONCE: () => 'Zu viele Dateien gleichzeitig',
  DOWNLOAD_ENDED: () => 'Vorzeitig beendet',
  UPLOAD_ENDED: () => 'Vorzeitig beendet',
  IMPORT_DATASET: ({ dataset: of }) => dataset(of),
  IMPORT: ({ dataset: of, fileName }) => `${dataset(of)}: ${String(fileName)}`,
  IMPORT_UNDO: ({ dataset: of, fileName, level }) =>
    `${dataset(of)}: ${(Number(level) % 2 === 1 ? importTitles.undo : importTitles.redo)(String(fileName))}`,
  IMPORT_UNDOING: () => 'Rückgängig machen',
  IMPORT_CANCELING: () => 'Abbrechen',
  IMPORT_MAPPING: () => 'Zuordnen der Überschriften',
  IMPORT_APPLYING: () => 'Übernehmen',
  MAPPING_DELETION: ({ name }) => `Löschen der Zuordnung ${named(name)}`,
  UPLOAD: ({ bytes: size, sha256 }) => `${bytes(size)}, SHA-256 ${String(sha256)}`,
  IMPORT_FILE: ({ file }) => labelIn(parts, file),
  IMPORT_FILE_GONE: ({ file }) => `${labelIn(parts, file)}: gibt es nicht mehr`,
  ROWS_CREATED: ({ keys }) => `Angelegt: ${quoted(keys)}`,
  ROWS_DELETED: ({ keys }) => `Gelöscht: ${quoted(keys)}`,
  ROWS_CHANGED: ({ headers, further, keys }) =>
    `${list(headers).join(', ')}${Number(further) > 0 ? ` und ${number(further)} weitere` : ''} geändert bei ${quoted(keys)}`,
  PLAN: ({ created, changed: different, failed }) =>
    `${number(created)} neu, ${number(different)} geändert, ${number(failed)} mit Fehlern`,
  APPLY_WHEN_CLEAN: () => 'Ohne Bestätigung, weil der Plan keine Fehler hat',
  RESULT: ({ created, changed: different, removed, conflicts, failed }) =>
    [
      ...rows(created, 'angelegt'),
      ...rows(different, 'geändert'),
      ...rows(removed, 'gelöscht'),
      ...rows(conflicts, 'wegen zwischenzeitlicher Änderungen übersprungen'),
      ...rows(failed, 'mit Fehlern'),
    ].join(', ') || 'Nichts wurde geändert',
  MAIL: ({ kind, error }) => `${labelIn(mails, kind)}: ${String(error)}`,
};

/** The mails by their kind. */
const mails: Readonly<Record<string, string>> = {
  ADDRESS_CHANGED: 'Geänderte E-Mail-Adresse',
  ADDRESS_LIMIT_REACHED: 'Viele geänderte E-Mail-Adressen',
  EXPORT_COMPLETED: 'Export abgeschlossen',
  EXPORT_FAILED: 'Export fehlgeschlagen',
  EXPORT_REQUESTED: 'Export gestartet',
  IMPORT_COMPLETED: 'Import abgeschlossen',
  IMPORT_FAILED: 'Import fehlgeschlagen',
  REQUEST_APPROVED: 'Exportanfrage genehmigt',
  REQUEST_DECLINED: 'Exportanfrage abgelehnt',
  REQUEST_OPENED: 'Exportanfrage gestellt',
  SIGN_IN: 'Anmeldelink',
};
