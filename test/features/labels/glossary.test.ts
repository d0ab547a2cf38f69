import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { labels } from '../../../src/features/labels/labels';

const root = path.join(__dirname, '../../..');

interface Concept {
  /** In the words of the API and of its descriptions. */
  readonly concept: string;
  /** The only word for it in its language. */
  readonly word: string;
  /** Other words for it, of which each has failed here or is likely. */
  readonly refused: RegExp;
}

const german: readonly Concept[] = [
  { concept: 'user: anyone with an account', word: 'Benutzer', refused: /\b(Nutzer|Anwender|User)(s|n|in|innen)?\b/ },
  // Other users are also admins or the owner, so only sentences about the role have the word.
  { concept: 'member: the role MEMBER', word: 'Mitglied', refused: /Mitglied(?!'|$|er haben keine|er und sehen nur)/ },
  {
    concept: 'owner',
    word: 'Inhaber',
    refused: /\b(Besitzer|Eigentümer|Eigner)|(?<!zuerst die )Inhaberschaft(?! über)/,
  },
  { concept: 'admin', word: 'Administrator', refused: /\bAdministration|\bAdmins?\b|\bVerwalter/ },
  {
    concept: 'venue: its time zone, words and systems',
    word: 'Organisation',
    refused: /\b(Venue|Location)s?\b|\bHaus(es)?\b/,
  },
  {
    concept: 'operator of the server',
    word: 'Betreiber des Servers',
    refused: /\bBetreiber(?!s? (des|dieses) Servers)|Serverbetreiber/,
  },
  { concept: 'custom property', word: 'eigenes Feld', refused: /Merkmal|Eigenschaft|benutzerdefiniert|Zusatzfeld/i },
  {
    concept: 'custom terms',
    word: 'Nutzungsbedingungen',
    refused: /(?<!weitere )\bBedingungen(?=$| der Organisation| akzept)|\bAGB\b/,
  },
  {
    concept: 'sheet of a workbook',
    word: 'Tabellenblatt',
    refused: /(?<!Tabellen)\bBl(att|ätter)|Excel-Blatt|Arbeitsblatt/,
  },
  { concept: 'workbook', word: 'Arbeitsmappe', refused: /Excel-Mappe|Excel-Tabelle/ },
  { concept: 'header of a column in a file', word: 'Überschrift', refused: /Kopfzeile|Spaltenkopf|Spaltentitel/ },
  { concept: 'booking number', word: 'Buchungsnummer', refused: /Referenz|Buchungskennung|Reservierung/ },
  { concept: 'encoding', word: 'Zeichenkodierung', refused: /Zeichensatz|codierung|(?<!Zeichen)\bKodierung/i },
  { concept: 'decimal separator', word: 'Dezimaltrennzeichen', refused: /Dezimalzeichen|Dezimalpunkt/ },
  { concept: 'mail', word: 'E-Mail', refused: /(?<!E-)\bMails?\b|\b[Ee]-?mails?\b/ },
  { concept: 'sign-in link', word: 'Anmeldelink', refused: /Links? zur Anmeldung|Links? in E-Mails|Login-?Link/i },
  { concept: 'sign in', word: 'anmelden', refused: /\beinloggen|\beingeloggt|\bLogin/i },
  { concept: 'identity provider', word: 'Anmeldedienst', refused: /Anbieter|Provider|Identitätsdienst/i },
  { concept: 'access token', word: 'Zugriffstoken', refused: /\bTokens?\b|Zugangstoken|API-Schlüssel/ },
  { concept: 'client secret', word: 'Client-Secret', refused: /(?<!Client-)\bSecret|Geheimnis/ },
  { concept: 'permission', word: 'Berechtigung', refused: /\bRechten?\b|Befugnis|Erlaubnis/ },
  {
    concept: 'export request',
    word: 'Exportanfrage',
    refused: /Anfragen? nach (einem )?Export|Exportantr|um (einen|den) Export/i,
  },
  { concept: 'audit log', word: 'Protokoll', refused: /Audit|Prüfprotokoll|\bLog\b/i },
  { concept: 'correct a file', word: 'korrigieren', refused: /berichtig|ausbesser/i },
  { concept: 'apply a plan', word: 'übernehmen', refused: /\banwenden|angewendet|angewandt/i },
  { concept: 'undo', word: 'rückgängig machen', refused: /zurücknehmen|nimmt zurück|Rücknahme/i },
  {
    concept: 'previous month',
    word: 'Vormonat',
    refused: /(letzte[rnms]?|vorige[rnms]?|vergangene[rnms]|vorherige[rnms]?) Monats?\b/i,
  },
  { concept: 'a period that ends today', word: '… bis heute', refused: /letzte[rs]? (Woche|Jahr)\b|bis dato/i },
  { concept: 'asOf', word: 'Stichtag', refused: /Bezugs(tag|datum|zeit)|Auswertungs(tag|datum)|Stichzeitpunkt/ },
  // Its values start with "Nach".
  { concept: 'basis of bookings', word: 'Zählweise', refused: /zählt nach$|Zählbasis|Zählart/ },
  { concept: 'canceled booking, void invoice', word: 'storniert', refused: /abgesagt|ungültige Rechnung|annullier/i },
  { concept: 'status', word: 'Status', refused: /\bZustand/ },
  { concept: 'button', word: 'Schaltfläche', refused: /\bKn(opf|öpfe)|Taste\b|Button/ },
  { concept: 'use', word: 'verwenden', refused: /\bbenutz(en|t)\b/ },
];

/** Other English texts have the words of STYLE.md, and mails for programmers more of their own. */
const english: readonly Concept[] = [
  { concept: 'custom property', word: 'custom property', refused: /(?<!custom )\bpropert(y|ies)\b|custom field/i },
  { concept: 'custom terms', word: 'custom terms', refused: /\bown terms/i },
  { concept: 'mail', word: 'email', refused: /\be?-?mails?\b(?<!\bemails?)/i },
  { concept: 'sign-in link', word: 'sign-in link', refused: /links? (in|by) (an )?e?mails?|\blog ?in\b|magic link/i },
  { concept: 'identity provider', word: 'identity provider', refused: /(?<!identity )\bproviders?\b/i },
  { concept: 'access token', word: 'access token', refused: /(?<!access )\btokens?\b/i },
  { concept: 'permission', word: 'permission', refused: /\brights?\b(?!\?)/i },
  { concept: 'export request', word: 'export request', refused: /requests? for (an )?export|^No requests/i },
  { concept: 'undo', word: 'undo', refused: /\bt(akes?|aken) (this |it )?back\b/i },
  { concept: 'sheet', word: 'sheet', refused: /\b(work|spread)sheet|\btab\b/i },
];

/** The files with the texts of a language. */
const filesIn = (language: string, ...folders: string[]): string[] =>
  folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => new RegExp(`/${language}(/.*)?\\.ts$`).test(file));

const files = filesIn('de', 'src/features/labels', 'src/console/texts');

/** The texts of a file, with their lines; neither names nor keys. */
function textsOf(file: string): { line: number; text: string }[] {
  const tree = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: { line: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    const isKey = ts.isPropertyAssignment(node.parent ?? node) && (node.parent as ts.PropertyAssignment).name === node;
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && !isKey)
      found.push({ line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1, text: node.text });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const refusedIn = (glossary: readonly Concept[], text: string): Concept[] =>
  glossary.filter(({ refused }) => refused.test(text));

/** The refused words of a file, with their places and with what to write instead. */
const faultsOf = (glossary: readonly Concept[], file: string): string[] =>
  textsOf(file).flatMap(({ line, text }) =>
    refusedIn(glossary, text).map(({ word, refused }) => `${file}:${line} ${refused.exec(text)![0]}: ${word}`),
  );

describe('the glossary', () => {
  it.each(files)('has one word for one concept in %s', (file) => {
    expect(faultsOf(german, file)).toEqual([]);
  });

  it.each(filesIn('en', 'src/console/texts'))('of the console has one word for one concept in %s', (file) => {
    expect(faultsOf(english, file)).toEqual([]);
  });

  it('finds the texts of the API and of the console', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'src/features/labels/de/enums.ts',
        'src/features/labels/de/reasons/general.ts',
        'src/console/texts/de.ts',
        'src/console/texts/de/settings.ts',
      ]),
    );
    expect(files.flatMap(textsOf).length).toBeGreaterThan(900);
  });

  it.each([...german, ...english])('allows the word of its own: $concept', ({ word, refused }) => {
    expect(refused.test(word)).toBe(false);
  });

  it.each([
    ['Der Export der Mitglieder', 'Mitglied'],
    ['Die Inhaberschaft erhält eine E-Mail.', 'Inhaber'],
    ['Eigenes Merkmal', 'eigenes Feld'],
    ['Das Blatt ist leer.', 'Tabellenblatt'],
    ['Sie erhalten eine Mail.', 'E-Mail'],
    ['Das Token ist abgelaufen.', 'Zugriffstoken'],
    ['Buchungen im letzten Monat', 'Vormonat'],
    ['Wenden Sie sich an den Betreiber.', 'Betreiber des Servers'],
  ])('refuses: %s', (text, word) => {
    expect(refusedIn(german, text).map((concept) => concept.word)).toEqual([word]);
  });

  it('gives the labels of the API its words', () => {
    const { enums, columns } = labels.de;
    expect(enums.Role).toEqual({ ADMIN: 'Administrator', MEMBER: 'Mitglied', OWNER: 'Inhaber' });
    expect([enums.ExportDataset!.USERS, columns.reference, columns.username]).toEqual([
      'Benutzer',
      'Buchungsnummer',
      'Benutzername',
    ]);
  });
});
