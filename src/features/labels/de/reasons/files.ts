import type { fileReasons } from '../../../../file-reasons';
import type { Sentences } from '../../label-tables';
import { enums } from '../enums';
import { labelIn, named, namedList, number } from '../phrases';

const save = 'Speichern Sie die Tabelle als .xlsx oder CSV.';
const saveAs = (program: string): string =>
  `In ${program} öffnen Sie dazu Datei > Speichern unter, und wählen den Dateityp.`;
const quotes = 'Eine Zelle mit Anführungszeichen steht in Anführungszeichen, und jedes darin ist verdoppelt.';
const kinds: Readonly<Record<string, string>> = {
  PDF: 'ein PDF-Dokument',
  RTF: 'ein Textdokument (RTF)',
  HTML: 'eine Webseite (HTML)',
  XML: 'XML',
  JSON: 'JSON',
};
const encoding = (value: Parameters<typeof labelIn>[1]): string => labelIn(enums.ImportEncoding, value);
const dataset = (value: Parameters<typeof labelIn>[1]): string => labelIn(enums.ExportDataset, value);

export const files: Sentences<typeof fileReasons> = {
  FILE_EMPTY: () => `Die Datei ist leer. ${save}`,
  LINES_EMPTY: () =>
    'Die Datei hat keine Überschriften: Alle Zeilen sind leer. Speichern Sie die Tabelle mit Überschriften in der ersten Zeile.',
  SHEET_EMPTY: ({ sheet, otherSheets }) =>
    `Das Tabellenblatt ${named(sheet)} hat keine Überschriften: Es ist leer. ${
      String(otherSheets) !== ''
        ? `Wählen Sie ein anderes Tabellenblatt: ${namedList(otherSheets)}.`
        : 'Schreiben Sie die Überschriften in seine erste Zeile.'
    }`,
  COMPRESSED: ({ kind }) => `Die Datei ist komprimiert (${kind}). Entpacken Sie sie, und laden Sie den Inhalt hoch.`,
  OTHER_KIND: ({ kind }) =>
    kind === 'OFFICE'
      ? `Die Datei hat ein altes Format von Excel oder Word (.xls oder .doc). ${save} ${saveAs('Excel und LibreOffice')}`
      : `Die Datei ist keine Tabelle, sondern ${labelIn(kinds, kind)}. ${save}`,
  OPEN_DOCUMENT: () => `Die Datei hat das OpenDocument-Format von LibreOffice (.ods). ${save} ${saveAs('LibreOffice')}`,
  ZIP_ARCHIVE: () =>
    'Die Datei ist ein ZIP-Archiv, aber keine .xlsx-Arbeitsmappe. Speichern Sie sie als .xlsx oder CSV, oder entpacken Sie sie, und laden Sie den Inhalt hoch.',
  BINARY_WORKBOOK: () => 'Die Datei ist eine binäre Arbeitsmappe (.xlsb). Speichern Sie sie als .xlsx oder CSV.',
  PASSWORD: () =>
    'Die Datei ist durch ein Kennwort geschützt. Entfernen Sie das Kennwort, und speichern Sie die Datei noch einmal.',
  WORKBOOK_DAMAGED: () =>
    'Die Arbeitsmappe ist beschädigt. Öffnen Sie sie in einem Tabellenprogramm, und speichern Sie sie noch einmal.',
  NO_SHEET: () => `Die Arbeitsmappe hat kein Tabellenblatt. ${save}`,
  UNKNOWN_SHEET: ({ sheet, sheets }) =>
    `Die Arbeitsmappe hat kein Tabellenblatt ${named(sheet)}. Wählen Sie eines von diesen: ${namedList(sheets)}.`,
  UTF_32: () => 'Die Datei hat die Zeichenkodierung UTF-32. Speichern Sie sie als UTF-8.',
  OTHER_MARK: ({ encoding: found, requested }) =>
    `Die Datei beginnt mit der Kennzeichnung von ${encoding(found)}, also ist ihre Zeichenkodierung nicht ${encoding(requested)}. Wählen Sie ${encoding(found)}.`,
  MARK_MISSING: ({ encoding: found }) =>
    `Die Zeichenkodierung der Datei ist anscheinend ${encoding(found)}. Wählen Sie diese, wenn die Zeilen damit richtig aussehen.`,
  OTHER_ENCODING: ({ encoding: requested }) =>
    `Die Zeichenkodierung der Datei ist nicht ${encoding(requested)}. Wählen Sie eine andere.`,
  INVALID_BYTE: ({ byteOffset, encoding: used }) =>
    `Byte ${number(byteOffset)} ist in ${encoding(used)} nicht erlaubt. Wählen Sie eine andere Zeichenkodierung.`,
  INVALID_BYTE_ON_LINE: ({ byteOffset, line, encoding: used }) =>
    `Byte ${number(byteOffset)} in Zeile ${number(line)} ist in ${encoding(used)} nicht erlaubt. Wählen Sie die Zeichenkodierung, mit der die Zeilen richtig aussehen, oder speichern Sie die Datei als UTF-8.`,
  OTHER_SEPARATOR: ({ sign }) =>
    `Laut Zeile 1 trennt ${named(sign)} die Zellen. Speichern Sie die Datei mit Komma, Semikolon oder Tabulator.`,
  TEXT_AFTER_QUOTE: ({ line, near }) =>
    `Zeile ${number(line)}: Nach dem schließenden Anführungszeichen einer Zelle folgt Text, bei ${named(near)}. ${quotes}`,
  QUOTE_IN_CELL: ({ line, near }) =>
    `Zeile ${number(line)}: Ein Anführungszeichen steht in einer Zelle, die nicht damit beginnt, bei ${named(near)}. ${quotes}`,
  QUOTE_OPEN: ({ line }) => `Zeile ${number(line)}: Ein Anführungszeichen wird nie geschlossen. ${quotes}`,
  QUOTE_OPEN_LONG: ({ line, max }) =>
    `Zeile ${number(line)}: Ein Anführungszeichen wird innerhalb von ${number(max)} Zeichen nicht geschlossen. ${quotes}`,
  LINE_TOO_LONG: ({ line, max }) =>
    `Zeile ${number(line)} ist länger als ${number(max)} Zeichen. Kürzen Sie ihre Texte.`,
  TOO_MANY_COLUMNS: ({ line, max }) =>
    `Zeile ${number(line)} hat mehr als ${number(max)} Spalten. Entfernen Sie diejenigen, die Sie nicht brauchen.`,
  TOO_MANY_CELLS: ({ max }) => `Das Tabellenblatt hat mehr als ${number(max)} Zellen. Importieren Sie es in Teilen.`,
  TOO_MANY_TEXTS: ({ max }) => `Die Arbeitsmappe hat mehr als ${number(max)} Texte. Importieren Sie sie in Teilen.`,
  CELL_TOO_LONG: ({ max }) => `Ein Text der Arbeitsmappe ist länger als ${number(max)} Zeichen. Kürzen Sie ihn.`,
  WORKBOOK_TOO_COMPLEX: () =>
    'Die Arbeitsmappe ist zu groß oder zu verschachtelt. Speichern Sie sie als CSV, oder importieren Sie sie in Teilen.',
  TOO_MANY_ROWS: ({ max }) => `Die Datei hat mehr als ${number(max)} Zeilen. Importieren Sie sie in Teilen.`,
  NO_KEY_COLUMN: ({ columns }) =>
    `In der Datei fehlt die Spalte, an der die Datensätze erkannt werden: ${namedList(columns)}. Importieren Sie eine Datei mit dieser Spalte, oder ordnen Sie ihr eine Überschrift zu.`,
  OTHER_DATASET: ({ other }) =>
    `In der Datei fehlt die Spalte, an der die Datensätze erkannt werden. Sie enthält anscheinend ${dataset(other)}. Starten Sie einen Import für ${dataset(other)}.`,
};
