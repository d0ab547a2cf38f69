import { isEnumType } from 'graphql';
import { createSchema } from '../../../src/api/graphql/schema';
import { languageOf } from '../../../src/api/language';
import { organizationCatalogue } from '../../../src/features/columns/organization-columns';
import { rowDatasetNames, rowDatasets, systemTemplates } from '../../../src/features/exports/datasets';
import { columnGroupLabel, columnLabel, labels } from '../../../src/features/labels/labels';
import { fold } from '../../../src/platform/text/fold';
import { useOrganization, useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { rawRequest } from '../../support/clients/raw-http';
import { RawSocket } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';

/** Labels that are the same in both languages. */
const international = [
  ...['CSV', 'JSON Lines', 'Excel', 'UTF-8', 'UTF-16 BE'],
  ...['Name', 'Position', 'Skype', 'Sponsor', 'Status', 'Team', 'Text'],
];

const enums = Object.values(createSchema().getTypeMap()).filter(
  (type) => isEnumType(type) && !type.name.startsWith('__'),
);
const catalogue = [
  ...rowDatasetNames.flatMap((dataset) => rowDatasets[dataset].catalogue(settings())),
  ...organizationCatalogue(settings()),
].map(({ column }) => column);

function settings() {
  return { customTermsEnabled: true, customProperties: [{ key: 'title', name: 'Titel der Person' }] };
}

describe('labels', () => {
  it.each(['en', 'de'] as const)('exist for every value of every enum of the schema: %s', (language) => {
    const inSchema = enums.map((type) => [type.name, isEnumType(type) && type.getValues().map(({ name }) => name)]);
    const known = Object.entries(labels[language].enums).map(([name, values]) => [name, Object.keys(values)]);
    const sorted = (entries: unknown[]): unknown =>
      Object.fromEntries(entries.map((entry) => [(entry as [string])[0], (entry as [string, string[]])[1].sort()]));
    expect(sorted(known)).toEqual(sorted(inSchema));
  });

  it.each(['en', 'de'] as const)('exist for every system template: %s', (language) => {
    expect(Object.keys(labels[language].templates).sort()).toEqual([...systemTemplates.keys()].sort());
  });

  it('exist in German for every column and group, and for no others', () => {
    const fixed = catalogue.filter(({ key }) => !/(^|\.)custom\./.test(key));
    const keys = new Set(fixed.map(({ key }) => key.slice(key.lastIndexOf('.') + 1)));
    expect(Object.keys(labels.de.columns).sort()).toEqual([...keys].sort());
    const groups = new Set(catalogue.map(({ group }) => group).filter((group) => !group.endsWith('.csv')));
    expect(Object.keys(labels.de.columnGroups).sort()).toEqual([...groups].sort());
  });

  it('differ between the languages, except for international words', () => {
    const pairs: [string, string][] = [
      ...Object.entries(labels.en.enums).flatMap(([name, values]) =>
        Object.entries(values).map(([value, label]): [string, string] => [label, labels.de.enums[name]![value]!]),
      ),
      ...Object.entries(labels.en.templates).map(([name, label]): [string, string] => [
        label,
        labels.de.templates[name]!,
      ]),
      ...catalogue
        .filter(({ key }) => !key.includes('custom.'))
        .flatMap((column): [string, string][] => [
          [column.label, columnLabel(column, 'de')],
          ...(column.group.endsWith('.csv')
            ? []
            : [[column.group, columnGroupLabel(column.group, 'de')] as [string, string]]),
        ]),
    ];
    const equal = new Set(pairs.filter(([english, german]) => english === german).map(([english]) => english));
    expect([...equal].sort()).toEqual([...international].sort());
    for (const label of pairs.flat()) expect(label).toMatch(/^\S.*\S$/);
  });

  it('describe every column in each language, and nothing else', () => {
    const described = [...new Set(catalogue.map(({ description }) => JSON.stringify(description)))].sort();
    const inTables = Object.entries(labels.en.columnDescriptions).flatMap(([table, english]) => {
      const german = labels.de.columnDescriptions[table as keyof typeof labels.de.columnDescriptions];
      return Object.entries(english).map(([key, en]) =>
        JSON.stringify({ en, de: (german as Readonly<Record<string, string>>)[key] }),
      );
    });
    expect([...new Set(inTables)].sort()).toEqual(described);
    /** What is written in files, and therefore the same in every language. */
    const literals = (text: string): string[] => text.match(/`[^`]+`|[a-z-]+\.csv|\b[A-Z]{4,}\b/g) ?? [];
    // What a figure counts is a label in German.
    const counted =
      /Only CONFIRMED bookings count\.|Figures count only CONFIRMED bookings\.|VOID invoices do not count\.|Figures do not count VOID invoices\.|Only ACTIVE accounts/;
    for (const { key, description } of catalogue) {
      const { en, de } = description;
      for (const text of [en, de]) expect([key, text]).toEqual([key, expect.stringMatching(/^[A-ZÄÖÜ].*\.$/)]);
      expect([key, literals(en.replace(counted, '')).filter((literal) => !de.includes(literal))]).toEqual([key, []]);
      expect([key, de === en]).toEqual([key, false]);
    }
  });

  it('are different for all values of an enum', () => {
    for (const { enums } of Object.values(labels))
      for (const values of Object.values(enums))
        expect(new Set(Object.values(values)).size).toBe(Object.keys(values).length);
  });

  // Files of imports may have a value or a label of any language.
  it('name one value of an enum in all languages', () => {
    for (const name of Object.keys(labels.en.enums)) {
      const words = Object.values(labels).flatMap(({ enums: { [name]: values } }) =>
        Object.entries(values!).flatMap(([value, label]) => [`${fold(value)} ${value}`, `${fold(label)} ${value}`]),
      );
      const distinct = [...new Set(words)].map((each) => each.slice(0, each.lastIndexOf(' ')));
      expect([name, distinct.filter((word, index) => distinct.indexOf(word) < index)]).toEqual([name, []]);
    }
  });
});

describe('texts of pages and mails', () => {
  type Texts = { readonly [name: string]: string | Texts | ((...values: string[]) => string) };
  const said = (texts: object): [name: string, text: string][] =>
    Object.entries(texts as Texts).flatMap(([name, text]): [string, string][] => {
      if (typeof text === 'object') return said(text);
      if (typeof text === 'string') return [[name, text]];
      const values = Array.from({ length: text.length }, (_unused, index) => `<${index}>`);
      expect([name, values.filter((value) => !text(...values).includes(value))]).toEqual([name, []]);
      return [[name, text(...values)]];
    });

  it.each(['pages', 'signInMail'] as const)('differ between the languages, and have the same values: %s', (table) => {
    const [english, german] = [said(labels.en[table]), said(labels.de[table])];
    expect(german.map(([name]) => name)).toEqual(english.map(([name]) => name));
    expect(english.filter(([, text], index) => text === german[index]![1])).toEqual([]);
  });
});

describe('the language of a request', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['de', 'de'],
    ['de-AT', 'de'],
    ['DE-ch', 'de'],
    ['fr-CH, fr;q=0.9, de;q=0.7, en;q=0.5, *;q=0.1', 'de'],
    ['en;q=0.8, de;q=0.9', 'de'],
    ['de, en', 'de'],
    ['en, de', 'en'],
    ['de;q=0, en;q=0', 'en'],
    ['fr', 'en'],
    ['fr, *;q=0.5', 'en'],
    ['en;q=0, *', 'de'],
    ['de;q=x', 'en'],
    [';;,,q=;de', 'en'],
    ['\u0000', 'en'],
    [7, 'en'],
    [['de'], 'en'],
  ])('of %j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });

  it('is English for a header of more than 1,000 characters', () => {
    expect(languageOf(`de, ${'x,'.repeat(498)}`)).toBe('de');
    expect(languageOf(`de, ${'x,'.repeat(499)}`)).toBe('en');
  });
});

eachEngine('labels of the API', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, {
    customProperties: [{ key: 'title', name: 'Locker' }],
  });
  const ask = async (query: string, language: string): Promise<{ headers: Headers; data: Data }> => {
    const { headers, data, errors } = await organization.member.post(JSON.stringify({ query }), {
      'accept-language': language,
    });
    expect(errors).toBeUndefined();
    return { headers, data: data! };
  };
  const states = '{ enumLabels(enums: ["ExportState", "PeriodPreset"]) { enum values { value label } } }';
  const labelOf = (data: Data, value: string): string =>
    data.enumLabels.flatMap((one: Data) => one.values).find((one: Data) => one.value === value).label;

  it('are in the language of the request, which the response names', async () => {
    for (const [accepted, language, label] of [
      ['de-DE,de;q=0.9,en;q=0.8', 'de', '3 Monate bis heute'],
      ['en-US', 'en', '3 months up to today'],
      ['nl', 'en', '3 months up to today'],
    ] as const) {
      const { headers, data } = await ask(states, accepted);
      expect(data.enumLabels.map((one: Data) => one.enum)).toEqual(['ExportState', 'PeriodPreset']);
      expect(labelOf(data, 'LAST_3_MONTHS')).toBe(label);
      expect(headers.get('content-language')).toBe(language);
      expect(headers.get('vary')?.split(/, */)).toContain('Accept-Language');
    }
  });

  it('list all enums of the schema by default', async () => {
    const { data } = await ask('{ enumLabels { enum } }', 'de');
    expect(data.enumLabels.map((one: Data) => one.enum).sort()).toEqual(enums.map(({ name }) => name).sort());
  });

  it.each(['NoSuchEnum', 'toString', '__proto__', 'User'])('refuse the unknown enum %s', async (name) => {
    const refusal = await organization.owner.refusal(
      'query ($enums: [String!]) { enumLabels(enums: $enums) { enum } }',
      {
        enums: ['Role', name],
      },
    );
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'enums.1' });
  });

  it('survive a hostile header', async () => {
    for (const hostile of [
      `${'de-'.repeat(3_000)}x`,
      `${'de;q=0.001,'.repeat(900)}en`,
      ';'.repeat(10_000),
      `de${' '.repeat(10_000)};q=1`,
    ]) {
      const { status, headers } = await rawRequest(app.url, '/graphql', {
        method: 'POST',
        headers: { ...organization.owner.headers, 'content-type': 'application/json', 'accept-language': hostile },
        body: JSON.stringify({ query: states }),
      });
      expect([status, headers['content-language']]).toEqual([200, 'en']);
    }
  });

  it('of columns and templates are titles, while headers of files stay English', async () => {
    const query = `{
      users: exportColumns { key label title group groupTitle description }
      files: exportColumns(dataset: ORGANIZATION) { key label title group groupTitle description }
      exportTemplates { id name title }
    }`;
    const { data } = await ask(query, 'de');
    expect(data.users).toContainEqual({
      key: 'lastName',
      label: 'Last name',
      title: 'Nachname',
      group: 'Profile',
      groupTitle: 'Profil',
      description: 'Nachname des Benutzers; kann leer sein.',
    });
    expect(data.users).toContainEqual({
      key: 'custom.title',
      label: 'Locker',
      title: 'Locker',
      group: 'Custom properties',
      groupTitle: 'Eigene Felder',
      description: labels.de.columnDescriptions.customColumns.value,
    });
    expect(data.files).toContainEqual({
      key: 'bookings.reference',
      label: 'Reference',
      title: 'Buchungsnummer',
      group: 'bookings.csv',
      groupTitle: 'bookings.csv',
      description: labels.de.columnDescriptions.bookings.reference,
    });
    expect(data.exportTemplates).toContainEqual({
      id: 'USER_SUMMARY',
      name: 'USER_SUMMARY',
      title: 'Benutzerübersicht',
    });
    const english = (await ask(query, 'en')).data;
    for (const { label, title, group, groupTitle } of [...english.users, ...english.files])
      expect([title, groupTitle]).toEqual([label, group]);
    const describe = ({ users, files }: Data): string[] =>
      [...users, ...files].map(({ description }: Data) => description);
    const [inEnglish, inGerman] = [describe(english), describe(data)];
    expect(inEnglish.filter((text, index) => text === inGerman[index])).toEqual([]);
  });

  it('of a WebSocket are in the language of its request, or of connectionParams', async () => {
    const open = async (header: string | undefined, parameter: unknown): Promise<string> => {
      const socket = await RawSocket.open(organization.owner, header ? { headers: { 'accept-language': header } } : {});
      socket.send({
        type: 'connection_init',
        payload: { ...organization.owner.connectionParams, acceptLanguage: parameter },
      });
      await socket.until('connection_ack', ({ type }) => type === 'connection_ack');
      const { data } = await socket.answer(states);
      socket.close();
      return labelOf(data, 'QUEUED');
    };
    expect(await open(undefined, undefined)).toBe('Queued');
    expect(await open('de-DE', undefined)).toBe('In der Warteschlange');
    expect(await open('en', 'de')).toBe('In der Warteschlange');
    expect(await open('de', { de: 1 })).toBe('Queued');
  });
});
