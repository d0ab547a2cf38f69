import type { ParametersOf } from '../../../sentences';
import type { cellWarnings as cellWarningCodes, warnings as warningCodes } from '../en/warnings';
import type { Sentences } from '../label-tables';
import { enums } from './enums';
import { alternatives, counted, labelIn, named, namedList, number, sentenceOf } from './phrases';
import { reasons } from './reasons';

const advice = 'Öffnen Sie die Datei mit dieser Spalte als Text, oder ignorieren Sie die Spalte.';

export const cellWarnings: Sentences<typeof cellWarningCodes> = {
  TEXT_CUT: () =>
    'Eine Arbeitsmappe hat den Text wahrscheinlich gekürzt oder Steuerzeichen daraus entfernt. ' +
    'Ändern Sie ihn in einem CSV-Export, oder ignorieren Sie die Spalte.',
  LEADING_ZEROS: () => `Nur führende Nullen fehlen. Wahrscheinlich hat ein Tabellenprogramm sie entfernt. ${advice}`,
  NUMBER_NOTATION: () =>
    `Nur die Schreibweise einer Zahl ist anders. Wahrscheinlich hat ein Tabellenprogramm sie geändert. ${advice}`,
  DATE_OR_TIME: () =>
    `Wahrscheinlich hat ein Tabellenprogramm aus dem Text ein Datum oder eine Uhrzeit gemacht. ${advice}`,
  TRUTH_VALUE: () =>
    `Nur Groß- und Kleinschreibung ist anders. Wahrscheinlich hat ein Tabellenprogramm aus dem Text einen Wahrheitswert gemacht. ${advice}`,
  NUMBER_CELL: () =>
    'Die Zelle ist eine Zahl und kein Text: Führende Nullen und Ziffern nach der 15. Stelle können fehlen.',
  DATE_CELL: () =>
    'Die Zelle ist ein Datum oder eine Uhrzeit und kein Text. Formatieren Sie sie als Text, und schreiben Sie den Wert so, wie er gespeichert werden soll.',
  BOOLEAN_CELL: () =>
    'Die Zelle ist ein Wahrheitswert und kein Text. Formatieren Sie sie als Text, und schreiben Sie den Wert so, wie er gespeichert werden soll.',
  GUARD_REMOVED: () =>
    "Das Zeichen ' vor dem Text wird nicht gespeichert, weil CSV-Dateien es zum Schutz vor Formeln haben. Soll es gespeichert werden, importieren Sie die Datei ohne Formelschutz.",
};

const newItems = { location: 'den Standort', team: 'das Team', plan: 'den Tarif' };

/** A warning that counts suspicious cells. */
const inColumn =
  (code: keyof typeof cellWarnings) =>
  ({ header, cells, line }: ParametersOf<typeof warningCodes, keyof typeof cellWarnings>): string =>
    `Spalte ${named(header)}, ${counted(cells, 'Zelle', 'Zellen')}, zuerst in Zeile ${number(line)}: ${cellWarnings[code]({})}`;

export const warnings: Sentences<typeof warningCodes> = {
  COLUMN_GONE: ({ column }) => `Die Spalte ${named(column)} wurde weggelassen, weil es sie nicht mehr gibt.`,
  NO_CUSTOM_TERMS: ({ column }) =>
    `Die Spalte ${named(column)} wurde weggelassen: Diese Organisation hat keine eigenen Nutzungsbedingungen.`,
  SHEET_COLUMNS: ({ columns, max }) =>
    `${counted(columns, 'Spalte wurde', 'Spalten wurden')} weggelassen: Ein Tabellenblatt von Excel hat höchstens ${number(max)} Spalten. Eine CSV-Datei kann alle enthalten.`,
  TEXTS_CUT: ({ cells }) =>
    `${counted(cells, 'Zelle war', 'Zellen waren')} länger als die 32.767 Zeichen, die Excel erlaubt, und ${Number(cells) === 1 ? 'wurde' : 'wurden'} gekürzt.`,
  UNRESOLVED_REFERENCES: ({ unresolved, references, column, file, otherFile }) =>
    `${number(unresolved)} von ${number(references)} Werten der Spalte ${named(column)} in ${file} haben keine Zeile in ${otherFile}.`,

  APPLIED_BEFORE: ({ importId, appliedAt, username }) =>
    `Dieselbe Datei wurde mit denselben Einstellungen schon übernommen: ${username ? `von ${username}` : 'von einem anderen Benutzer'} am ${appliedAt}${importId ? `, als Import ${importId}` : ''}.`,
  NO_ROWS: () =>
    'Die Datei hat keine Zeilen. Brechen Sie den Import ab, und starten Sie einen mit einer Datei, die Zeilen hat.',
  TEXT_CUT: inColumn('TEXT_CUT'),
  LEADING_ZEROS: inColumn('LEADING_ZEROS'),
  NUMBER_NOTATION: inColumn('NUMBER_NOTATION'),
  DATE_OR_TIME: inColumn('DATE_OR_TIME'),
  TRUTH_VALUE: inColumn('TRUTH_VALUE'),
  NUMBER_CELL: inColumn('NUMBER_CELL'),
  DATE_CELL: inColumn('DATE_CELL'),
  BOOLEAN_CELL: inColumn('BOOLEAN_CELL'),
  GUARD_REMOVED: inColumn('GUARD_REMOVED'),
  SIMILAR_NAME: ({ kind, name, existing }) =>
    `Der Plan legt ${labelIn(newItems, kind)} ${named(name)} an, aber es gibt schon ${named(existing)}. Korrigieren Sie den Namen in der Datei, wenn dasselbe gemeint ist.`,
  MORE_SIMILAR_NAMES: ({ count }) =>
    `${counted(count, 'weiterer Name, den der Plan anlegt, ähnelt', 'weitere Namen, die der Plan anlegt, ähneln')} vorhandenen. Lesen Sie alle, bevor Sie den Plan übernehmen.`,
  UNDECIDED_HEADERS: ({ headers, count }) =>
    `Über ${Number(count) === 1 ? 'eine Überschrift' : `${number(count)} Überschriften`} muss noch entschieden werden: ${namedList(headers, Number(count))}. Ordnen Sie jeder eine Spalte zu, oder ignorieren Sie sie.`,
  NO_KEY: ({ columns }) =>
    `Noch keine Spalte sagt, um welchen Datensatz es in einer Zeile geht. Ordnen Sie eine Überschrift der Spalte ${alternatives(columns)} zu: diejenige, deren Werte bei jedem Datensatz anders sind.`,
  OTHER_DATASET: ({ dataset }) =>
    `Diese Datei enthält anscheinend ${labelIn(enums.ExportDataset, dataset)}. Brechen Sie diesen Import ab, und starten Sie einen für ${labelIn(enums.ExportDataset, dataset)}.`,
  MISSING_HEADERS: ({ headers, count, mapping }) =>
    `Die Zuordnung ${mapping ? `${named(mapping)} ` : ''}nennt Überschriften, die die Datei nicht hat: ${namedList(headers, Number(count))}. Sie können ohne diese fortfahren, dann bleiben ihre Spalten unverändert. Oder brechen Sie den Import ab, und laden Sie eine Datei hoch, die sie hat.`,
  HEADER: ({ problem, ...parameters }) => sentenceOf(reasons, problem, parameters),
  DECIMAL_SEPARATOR: () =>
    'Die Zellen sind durch Kommas getrennt. Wählen Sie deshalb den Punkt als Dezimaltrennzeichen, oder ein anderes Trennzeichen der Zellen.',
  UNREADABLE: ({ problem, ...parameters }) => sentenceOf(reasons, problem, parameters),
};
