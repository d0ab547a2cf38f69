import { count } from '../../format.js';
import type { Texts } from '../en.js';
import { exampleTitles } from './example-titles.js';

export const explorer: Texts['explorer'] = {
  signedIn: (name, organization) => `${name}, ${organization}`,
  token: 'Zugriffstoken',
  connect: 'Verbinden',
  disconnect: 'Trennen',
  signIn: 'Anmelden',
  hint: 'Melden Sie sich an, oder geben Sie ein Zugriffstoken ein. Dann können Sie Abfragen und Subscriptions ausführen und das Schema durchsuchen.',
  refused: 'Abgelehnt: Dieses Zugriffstoken ist falsch, abgelaufen oder widerrufen.',
  ended: 'Ihre Sitzung wurde beendet. Melden Sie sich erneut an.',
  notToken:
    'Das ist kein Zugriffstoken: Es enthält Leerzeichen oder andere Zeichen, die in Zugriffstokens nicht vorkommen.',
  examples: 'Beispiele',
  exampleTitles,
  toConsole: 'Konsole',
  dataFrom: (first, last) => `Daten vom ${first} bis ${last}`,
  answer: 'Antwort',
  view: 'Antwort anzeigen als',
  views: { json: 'JSON', table: 'Tabelle', chart: 'Diagramm' },
  list: 'Liste',
  listOf: (path, n) => `${path} (${n === 1 ? '1 Zeile' : `${count(n)} Zeilen`})`,
  firstRows: (shown, all) => `Die ersten ${count(shown)} von ${count(all)} Zeilen. Die CSV-Datei enthält alle.`,
  noNumbers: 'Diese Liste hat keine Zahlen für ein Diagramm.',
};
