import type { rowReasons } from '../../../../row-reasons';
import type { ParameterValue } from '../../../../sentences';
import type { Sentences } from '../../label-tables';
import { enums } from '../enums';
import { alternatives, counted, labelIn, named, number, sentenceOf } from '../phrases';
import { denials, general } from './general';
import { headers } from './headers';

/** The nouns of the parameter `noun` in the cases that the sentences need. */
const none = {
  user: 'keinen Benutzer',
  booking: 'keine Buchung',
  invoice: 'keine Rechnung',
  location: 'keinen Standort',
  team: 'kein Team',
  plan: 'keinen Tarif',
};
const several = { location: 'Standorte', team: 'Teams', plan: 'Tarife' };
const thisOne = { user: 'Dieser Benutzer', booking: 'Diese Buchung', invoice: 'Diese Rechnung' };
const newOne = { user: 'Ein neuer Benutzer', booking: 'Eine neue Buchung', invoice: 'Eine neue Rechnung' };
const ofExisting = {
  user: 'eines vorhandenen Benutzers',
  booking: 'einer vorhandenen Buchung',
  invoice: 'einer vorhandenen Rechnung',
};

const cellsOf = (cells: ParameterValue, width: ParameterValue): string =>
  `Die Zeile hat ${counted(cells, 'Zelle', 'Zellen')}, die Zeile der Überschriften aber ${number(width)}.`;
const orIn = (orders: ParameterValue): string =>
  String(orders) === ''
    ? ''
    : `, oder wählen Sie die Reihenfolge ${alternatives([orders].flat().map((order) => named(labelIn(enums.DateOrder, order))))}`;
const withTime = (time: ParameterValue): string =>
  String(time) === '' ? '' : `, und danach die Uhrzeit wie ${String(time)}`;

export const rows: Sentences<typeof rowReasons> = {
  VALUE_REQUIRED: () => 'Hier ist ein Wert nötig.',
  NOT_ONE_OF: ({ value, values }) => `${named(value)} ist keiner dieser Werte. Schreiben Sie ${alternatives(values)}.`,
  NOT_AN_AMOUNT: ({ value, decimals, example }) =>
    `${named(value)} ist kein Betrag mit höchstens ${counted(decimals, 'Nachkommastelle', 'Nachkommastellen')}. Schreiben Sie ihn wie ${String(example)}.`,
  OTHER_CURRENCY: ({ value, currency }) =>
    `Die Währung der Organisation ist ${String(currency)}, nicht ${named(value)}. Schreiben Sie ${String(currency)}, und den Betrag in dieser Währung.`,
  SINGLE_BACKSLASH: () =>
    'Der Text enthält einen einzelnen Rückstrich. Schreiben Sie \\| für einen senkrechten Strich, und \\\\ für einen Rückstrich.',
  SEVERAL_LOCATIONS: () =>
    'Die Zelle nennt mehr als einen Standort. Schreiben Sie \\| für einen senkrechten Strich in einem Namen.',
  NOT_A_TIME: ({ value }) =>
    `${named(value)} ist kein Datum. Schreiben Sie es wie 2026-10-31, oder mit Uhrzeit wie 2026-10-31T23:45:00Z.`,
  NO_SUCH_DAY: ({ value, days, last }) =>
    `${named(value)} gibt es nicht: Dieser Monat hat nur ${number(days)} Tage. Schreiben Sie ein anderes Datum wie ${String(last)}.`,
  NO_SUCH_TIME: ({ value, timezone }) =>
    `${named(value)} gibt es in ${String(timezone)} nicht, weil die Uhr dann vorgestellt wird. Schreiben Sie den Abstand zu UTC dahinter, wie +01:00.`,
  TIME_REPEATED: ({ value, timezone, instants }) =>
    `${named(value)} gibt es in ${String(timezone)} zweimal, weil die Uhr dann zurückgestellt wird. Schreiben Sie ${alternatives(instants)}.`,
  DATE_AMBIGUOUS: ({ value, dates, time, orders }) =>
    `${named(value)} kann verschieden gelesen werden. Schreiben Sie ${alternatives(dates)}${withTime(time)}${orIn(orders)}.`,
  DATE_ORDER: ({ value, date, time, orders }) =>
    `${named(value)} ist in anderer Reihenfolge geschrieben. Schreiben Sie ${String(date)}${withTime(time)}${orIn(orders)}.`,
  SHORT_YEAR: ({ value, dates, time }) =>
    `${named(value)} hat ein Jahr mit zwei Ziffern. Schreiben Sie ${alternatives(dates)}${withTime(time)}.`,
  USER_UNKNOWN: ({ value }) =>
    `Es gibt keinen Benutzer ${named(value)}. Korrigieren Sie den Namen, oder legen Sie den Benutzer zuerst an.`,
  BOOKING_UNKNOWN: ({ value }) =>
    `Es gibt keine Buchung ${named(value)}. Korrigieren Sie die Nummer, oder legen Sie die Buchung zuerst an.`,
  NAME_UNKNOWN: ({ noun, name }) =>
    `Es gibt ${labelIn(none, noun)} ${named(name)}. Legen Sie diesen Namen zuerst an, oder lassen Sie fehlende Einträge anlegen, wenn Sie das dürfen.`,
  TOO_MANY_NAMES: ({ noun, name, max }) =>
    `${named(name)} kann nicht angelegt werden: Eine Organisation hat höchstens ${number(max)} ${labelIn(several, noun)}. Verwenden Sie einen vorhandenen Namen.`,
  NEW_RECORD_VALUE: ({ noun, column }) => `${labelIn(newOne, noun)} braucht einen Wert in der Spalte ${named(column)}.`,
  READ_ONLY_VALUE: ({ noun }) =>
    `Dieser Wert ${labelIn(ofExisting, noun)} ändert sich nie. Schreiben Sie den alten Wert, oder lassen Sie die Zelle leer.`,

  FORMULA_ERROR: ({ value }) => `${named(value)} ist ein Fehler einer Formel. Schreiben Sie den Wert selbst.`,
  FORMULA_UNSAVED: () =>
    'Die Formel hat kein gespeichertes Ergebnis. Öffnen und speichern Sie die Datei in einem Tabellenprogramm, oder schreiben Sie den Wert.',
  INVALID_CELL: ({ value }) =>
    `Die Zelle enthält ${named(value)}. Das ist keine Zahl, kein Datum und kein Wahrheitswert. Schreiben Sie den Wert noch einmal.`,
  NARROW_COLUMN: () =>
    'Das Tabellenprogramm hat gespeichert, was eine zu schmale Spalte anzeigt. Verbreitern Sie die Spalte, und speichern Sie die Datei noch einmal.',
  ROUNDED_NUMBER: ({ value }) =>
    `${named(value)} ist eine Zahl, die ein Tabellenprogramm gerundet hat. Dadurch fehlen Ziffern. Formatieren Sie die Spalte als Text, und schreiben Sie den Wert noch einmal.`,
  REPLACED_CHARACTERS: () =>
    'Der Text enthält U+FFFD. Das schreiben Programme für Zeichen, die sie nicht lesen können. Öffnen Sie die ursprüngliche Datei in ihrer Zeichenkodierung, oder schreiben Sie diese Zeichen noch einmal.',
  QUESTION_MARKS: () =>
    'Einige Zeichen des alten Werts sind zu „?“ geworden, weil ein Programm die Datei in einer Zeichenkodierung gespeichert hat, die diese Zeichen nicht enthält. Speichern Sie die Datei als UTF-8, oder schreiben Sie den Wert noch einmal.',
  MISREAD_VALUE: ({ encoding }) =>
    `Ein Programm hat den alten Wert beschädigt, weil es die UTF-8-Datei als ${labelIn(enums.ImportEncoding, encoding)} gelesen hat. Öffnen Sie die ursprüngliche Datei als UTF-8, oder schreiben Sie den Wert noch einmal.`,
  NOT_IN_WORKBOOK: () =>
    'Eine Arbeitsmappe kann den Text dieses Datensatzes nicht enthalten: Sie kürzt lange Texte und entfernt Steuerzeichen. Importieren Sie die Fehlerdatei, die den Text behält, oder ignorieren Sie die Spalte. Ändern Sie den Text in einem CSV-Export.',

  ROW_TOO_SHORT: ({ cells, width }) => `${cellsOf(cells, width)} Ergänzen Sie die fehlenden Trennzeichen.`,
  ROW_TOO_LONG: ({ cells, width, column }) =>
    `${cellsOf(cells, width)} Setzen Sie Zellen mit einem Trennzeichen oder Anführungszeichen in Anführungszeichen. Wenn Spalte ${number(column)} Werte hat, geben Sie ihr eine Überschrift.`,
  KEY_EMPTY: () => 'Hier fehlt, welchen Datensatz die Zeile betrifft. Schreiben Sie es, oder entfernen Sie die Zeile.',
  KEY_REPEATED: ({ value, line }) =>
    `${named(value)} kommt schon in Zeile ${number(line)} vor. Korrigieren Sie den Wert, oder entfernen Sie eine der beiden Zeilen.`,
  KEY_UNKNOWN: ({ noun, value }) =>
    `Es gibt ${labelIn(none, noun)} ${named(value)}. Korrigieren Sie den Wert, oder lassen Sie fehlende Datensätze anlegen.`,
  KEY_GUARDED: ({ noun, value }) =>
    `Es gibt ${labelIn(none, noun)} ${named(value)}. In einer Arbeitsmappe ist das Zeichen ' davor nicht nötig. Entfernen Sie es.`,
  USER_ID_UNKNOWN: ({ value }) =>
    `Es gibt keinen Benutzer mit der Kennung ${named(value)}. Nur eine Datei mit Benutzernamen legt Benutzer an.`,
  CREATED_BY_IMPORT: () =>
    'Ein Import hat diesen Datensatz angelegt. Eine Datei kann ihn nicht löschen: Machen Sie stattdessen den Import rückgängig. Entfernen Sie die Zeile.',
  MORE_ERRORS: ({ count }) =>
    `Die Zeile hat ${counted(count, 'weiteren Fehler', 'weitere Fehler')}. Korrigieren Sie die aufgeführten Fehler, und importieren Sie die Zeile noch einmal.`,

  VALUE_CHANGED: ({ value }) =>
    `Der Wert wurde inzwischen in ${named(value)} geändert. Importieren Sie die Fehlerdatei, um ihn trotzdem zu ändern.`,
  RECORD_CREATED: ({ noun }) =>
    `${labelIn(thisOne, noun)} wurde inzwischen angelegt. Importieren Sie die Fehlerdatei, um diesen Datensatz zu ändern.`,
  RECORD_DELETED: ({ noun }) => `${labelIn(thisOne, noun)} wurde inzwischen gelöscht. Die Zeile ändert deshalb nichts.`,
  RECORD_NOT_DELETED: ({ noun }) =>
    `${labelIn(thisOne, noun)} wurde inzwischen geändert, verwendet oder gelöscht. Löschen Sie von Hand, was es noch gibt.`,
  COLUMN_GONE: () => 'Diese Spalte gibt es nicht mehr.',
  VALUE_KEPT: ({ value }) => `Der Wert wurde inzwischen in ${named(value)} geändert und bleibt so.`,
  RECORD_KEPT: ({ noun }) => `${labelIn(thisOne, noun)} wurde inzwischen geändert und bleibt.`,
  RECORD_USED: ({ noun }) =>
    `${labelIn(thisOne, noun)} wird inzwischen von anderen Datensätzen verwendet${noun === 'user' ? ' oder hat sich angemeldet' : ''} und bleibt.`,

  TOO_MANY_ERRORS({ maxErrors, errors, inColumn, cause, ...parameters }) {
    const where = String(inColumn) === '' ? '' : ` in der Spalte ${named(inColumn)}`;
    const why = sentenceOf({ ...denials, ...general, ...headers, ...rows }, cause, parameters);
    return `Die Datei hat mehr als ${number(maxErrors)} Fehler. Korrigieren Sie zuerst die häufigsten, und starten Sie einen neuen Import. ${number(errors)} Mal${where}: ${why}`;
  },
};
