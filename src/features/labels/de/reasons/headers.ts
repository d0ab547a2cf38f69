import type { headerReasons } from '../../../../file-reasons';
import type { Sentences } from '../../label-tables';
import { named, namedList, number, sentenceOf } from '../phrases';
import { general } from './general';

export const headers: Sentences<typeof headerReasons> = {
  HEADER_MISSING: ({ column }) =>
    `Spalte ${number(column)} hat Werte, aber keine Überschrift. Geben Sie ihr eine, oder entfernen Sie die Spalte.`,
  HEADER_TOO_LONG: ({ header, max }) =>
    `Die Überschrift ${named(header)} ist länger als ${number(max)} Zeichen. Kürzen Sie sie.`,
  HEADER_DUPLICATED: ({ header }) =>
    `Die Überschrift ${named(header)} kommt mehrmals vor (ohne Rücksicht auf Großschreibung und Leerzeichen). Benennen Sie eine der Spalten um.`,
  HEADER_MISREAD: ({ header, encoding }) =>
    `Die Überschrift ${named(header)} zeigt, dass ein Programm die Datei als ${String(encoding)} gelesen hat, obwohl sie UTF-8 ist. Umlaute und andere Zeichen sind dadurch beschädigt. Öffnen Sie die ursprüngliche Datei als UTF-8, und speichern Sie sie noch einmal.`,
  HEADER_MAPPED_TWICE: ({ header }) => `Die Überschrift ${named(header)} ist zweimal zugeordnet.`,
  HEADER_UNKNOWN: ({ header, headers: all, count }) =>
    `Die Datei hat keine Überschrift ${named(header)}. Ihre Überschriften sind ${namedList(all, Number(count))}.`,
  HEADER_OVERDETERMINED: ({ header }) =>
    `Der Überschrift ${named(header)} sind eine Spalte und ein neues eigenes Feld zugeordnet. Wählen Sie eines von beiden.`,
  HEADER_COLUMN_UNKNOWN: ({ header, column }) =>
    `Die Spalte ${named(column)}, die der Überschrift ${named(header)} zugeordnet ist, gibt es nicht.`,
  HEADER_COLUMN_READ_ONLY: ({ header, column }) =>
    `Die Spalte ${named(column)} kann nicht importiert werden. Ordnen Sie ${named(header)} einer anderen zu, oder ignorieren Sie die Überschrift.`,
  HEADERS_OF_ONE_COLUMN: ({ header, otherHeader, column }) =>
    `Die Überschriften ${named(otherHeader)} und ${named(header)} sind beide der Spalte ${named(column)} zugeordnet. Entfernen Sie eine der Spalten, oder ignorieren Sie eine Überschrift.`,
  HEADER_IS_COLUMN: ({ header, name, column }) =>
    `Aus der Überschrift ${named(header)} kann kein neues eigenes Feld ${named(name)} werden: So heißt schon die Spalte ${named(column)}. Ordnen Sie die Überschrift dieser zu, oder wählen Sie einen anderen Namen.`,
  HEADER_NO_PROPERTY({ header, name, cause, ...parameters }) {
    const why = sentenceOf(general, cause, parameters);
    return `Aus der Überschrift ${named(header)} kann kein neues eigenes Feld ${named(name)} werden. ${why}`.trim();
  },
};
