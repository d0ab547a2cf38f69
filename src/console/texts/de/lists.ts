import { count } from '../../format.js';
import type { Texts } from '../en.js';

const compared = { gte: '≥', lte: '≤', eq: '=' } as const;

export const lists: Texts['lists'] = {
  columns: { user: 'Mitglied', duration: 'Dauer', resource: 'Ressource' },
  filters: 'Filter',
  searchUser: 'Mitglied suchen',
  noMatch: {
    USERS: 'Kein Mitglied entspricht dem Filter.',
    BOOKINGS: 'Keine Buchung entspricht dem Filter.',
    INVOICES: 'Keine Rechnung entspricht dem Filter.',
  },
  empty: { USERS: 'Noch keine Mitglieder.', BOOKINGS: 'Noch keine Buchungen.', INVOICES: 'Noch keine Rechnungen.' },
  own: {
    USERS: 'Sie sehen nur Ihr eigenes Konto.',
    BOOKINGS: 'Sie sehen nur Ihre eigenen Buchungen.',
    INVOICES: 'Sie sehen nur Ihre eigenen Rechnungen.',
  },
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
  amountHint: { count: 'Geben Sie eine ganze Zahl ein.', money: 'Schreiben Sie 1234,50, ohne Tausendertrennzeichen.' },
  amountFirst: 'Geben Sie zuerst einen Wert ein.',
  addCondition: 'Hinzufügen',
  condition: (figure, operator, amount) => `${figure} ${compared[operator]} ${amount}`,
  removeCondition: (condition) => `${condition} entfernen`,
};

export const filters: Texts['filters'] = {
  is: (label, values) => `${label}: ${values}`,
  nested: (label, conditions) => `${label} (${conditions})`,
  search: 'Suchtext',
  any: 'vorhanden',
  none: 'nicht vorhanden',
  nothing: 'nichts ausgewählt, daher keine Treffer',
  unknown: (id) => `Kennung ${id}`,
  moreValues: (n) => `${count(n)} weitere`,
  moreConditions: (n) => (n === 1 ? '1 weitere Bedingung' : `${count(n)} weitere Bedingungen`),
  showAll: 'Ganzen Filter anzeigen',
  showLess: 'Weniger anzeigen',
};

export const exportTexts: Texts['exporting']['export'] = {
  USERS: (n) => (n === 1 ? '1 Mitglied exportieren' : `${count(n)} Mitglieder exportieren`),
  BOOKINGS: (n) => (n === 1 ? '1 Buchung exportieren' : `${count(n)} Buchungen exportieren`),
  INVOICES: (n) => (n === 1 ? '1 Rechnung exportieren' : `${count(n)} Rechnungen exportieren`),
};

export const requestTexts: Texts['requests']['askFor'] = {
  USERS: (n) => (n === 1 ? 'Um den Export von 1 Mitglied bitten' : `Um den Export von ${count(n)} Mitgliedern bitten`),
  BOOKINGS: (n) => (n === 1 ? 'Um den Export von 1 Buchung bitten' : `Um den Export von ${count(n)} Buchungen bitten`),
  INVOICES: (n) =>
    n === 1 ? 'Um den Export von 1 Rechnung bitten' : `Um den Export von ${count(n)} Rechnungen bitten`,
};

export const user: Texts['user'] = {
  sections: { profile: 'Profil', figures: 'Kennzahlen', bookings: 'Buchungen', invoices: 'Rechnungen' },
  missing: 'Dieses Mitglied gibt es nicht, oder Sie dürfen es nicht sehen.',
  dataExport: 'Datenexport',
  yes: 'Ja',
  no: 'Nein',
  month: 'Monat',
  invoiced: 'Rechnungssumme',
};
