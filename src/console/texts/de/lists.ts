import { count } from '../../format.js';
import type { Texts } from '../en.js';

const compared = { gte: '≥', lte: '≤', eq: '=' } as const;

export const lists: Texts['lists'] = {
  columns: { user: 'Benutzer', duration: 'Dauer', resource: 'Ressource', booking: 'Buchung' },
  filters: (active) => (active === 0 ? 'Filter' : `Filter · ${count(active)} aktiv`),
  searchUser: 'Benutzer suchen',
  noMatch: {
    USERS: 'Kein Benutzer entspricht dem Filter.',
    BOOKINGS: 'Keine Buchung entspricht dem Filter.',
    INVOICES: 'Keine Rechnung entspricht dem Filter.',
  },
  empty: { USERS: 'Noch keine Benutzer.', BOOKINGS: 'Noch keine Buchungen.', INVOICES: 'Noch keine Rechnungen.' },
  own: {
    USERS: 'Sie sehen nur Ihr eigenes Konto.',
    BOOKINGS: 'Sie sehen nur Ihre eigenen Buchungen.',
    INVOICES: 'Sie sehen nur Ihre eigenen Rechnungen.',
  },
  noLocation: 'Ohne Standort',
  clearFilter: 'Filter löschen',
  sortBy: (column) => `Nach ${column} sortieren`,
  tick: (name) => `${name} auswählen`,
  tickAll: 'Die geladenen Zeilen auswählen',
  since: (day) => `ab ${day}`,
  until: (day) => `bis ${day}`,
  before: (time) => `vor ${time}`,
  clearDates: 'Löschen',
  figure: 'Kennzahl',
  comparison: 'Vergleich',
  operators: { gte: 'mindestens', lte: 'höchstens', eq: 'genau' },
  signs: compared,
  amount: 'Wert',
  amountHint: {
    count: 'Geben Sie eine ganze Zahl ein.',
    money: 'Geben Sie den Betrag wie 1234,50 ein, ohne Tausendertrennzeichen.',
  },
  amountFirst: 'Geben Sie zuerst einen Wert ein.',
  addCondition: 'Hinzufügen',
  condition: (figure, operator, amount) => `${figure} ${compared[operator]} ${amount}`,
  removeCondition: (condition) => `${condition} entfernen`,
};

export const filters: Texts['filters'] = {
  is: (label, values) => `${label}: ${values}`,
  nested: (label, conditions) => `${label} (${conditions})`,
  search: 'Suchtext',
  bookings: 'Buchungen',
  number: 'Anzahl',
  leadDays: 'Tage im Voraus gebucht',
  either: 'entweder',
  or: 'oder',
  not: 'nicht',
  any: 'vorhanden',
  none: 'nicht vorhanden',
  everything: 'alles',
  nothing: 'nichts ausgewählt, daher keine Treffer',
  unknown: (id) => `Kennung ${id}`,
  moreValues: (n) => `${count(n)} weitere`,
  moreConditions: (n) => (n === 1 ? '1 weitere Bedingung' : `${count(n)} weitere Bedingungen`),
  showAll: 'Ganzen Filter anzeigen',
  showLess: 'Weniger anzeigen',
};

export const exportTexts: Texts['exporting']['export'] = {
  USERS: (n) => (n === 1 ? '1 Benutzer exportieren' : `${count(n)} Benutzer exportieren`),
  BOOKINGS: (n) => (n === 1 ? '1 Buchung exportieren' : `${count(n)} Buchungen exportieren`),
  INVOICES: (n) => (n === 1 ? '1 Rechnung exportieren' : `${count(n)} Rechnungen exportieren`),
};

export const requestTexts: Texts['requests']['askFor'] = {
  USERS: (n) => (n === 1 ? 'Export von 1 Benutzer anfragen' : `Export von ${count(n)} Benutzern anfragen`),
  BOOKINGS: (n) => (n === 1 ? 'Export von 1 Buchung anfragen' : `Export von ${count(n)} Buchungen anfragen`),
  INVOICES: (n) => (n === 1 ? 'Export von 1 Rechnung anfragen' : `Export von ${count(n)} Rechnungen anfragen`),
};

export const user: Texts['user'] = {
  sections: { profile: 'Profil', figures: 'Kennzahlen', bookings: 'Buchungen', invoices: 'Rechnungen' },
  missing: 'Diesen Benutzer gibt es nicht, oder Sie dürfen ihn nicht sehen.',
  dataExport: 'Datenexport',
  yes: 'Ja',
  no: 'Nein',
  month: 'Monat',
  invoiced: 'Rechnungssumme',
};
