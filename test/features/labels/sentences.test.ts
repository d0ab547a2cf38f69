import { because } from '../../../src/error-reasons';
import { conflict, misuse } from '../../../src/errors';
import { describeWarnings } from '../../../src/features/labels/job-warnings';
import { sentenceCodes, translatedError, translations } from '../../../src/features/labels/sentences';
import { combinedError } from '../../../src/platform/graphql/input-errors';
import { useOrganization, useTestApp } from '../../support/apps/app';
import type { Data, TestClient } from '../../support/clients/client';
import { startExport } from '../../support/clients/exports';
import { startImport } from '../../support/clients/imports';
import { RawSocket } from '../../support/clients/raw-socket';
import { changeExport, changeImport } from '../../support/data/export-changes';
import { eachEngine } from '../../support/databases/engines';

type Codes = Readonly<Record<string, readonly [meaning: string, parameters: readonly string[]]>>;
const kinds = Object.entries(sentenceCodes) as [keyof typeof sentenceCodes, Codes][];

/** Parameters that are only for programs. */
const silent = ['reasons.NO_KEY_COLUMN.dataset', 'reasons.OTHER_DATASET.dataset', 'warnings.NO_KEY.dataset'];
/** They consist of the sentence of another code, which a parameter names. */
const quoting = ['warnings.HEADER', 'warnings.UNREADABLE', 'reasons.TOO_MANY_ERRORS'];

/** Parameters of a code that remember which of them were read. */
function watched(names: readonly string[]): { parameters: object; read: Set<string> } {
  const read = new Set<string>();
  const parameters = {};
  for (const name of names)
    Object.defineProperty(parameters, name, { enumerable: true, get: () => (read.add(name), 2) });
  return { parameters, read };
}

describe.each(Object.entries(translations))('sentences in %s', (_language, tables) => {
  it.each(kinds)('exist for every code of %s, and for no others', (kind, codes) => {
    expect(Object.keys(tables[kind]).sort()).toEqual(Object.keys(codes).sort());
  });

  it.each(kinds)('have the parameters of the codes of %s, and no others', (kind, codes) => {
    for (const [code, [, names]] of Object.entries(codes)) {
      const { parameters, read } = watched(names);
      const sentence = tables[kind][code]!(parameters as never);
      const place = `${kind}.${code}`;
      if (kind !== 'auditDetails' && !quoting.includes(place))
        expect([place, sentence]).toEqual([place, expect.stringMatching(/^\S.*\.$/s)]);
      expect([place, sentence]).not.toEqual([place, expect.stringMatching(/undefined|NaN|\[object/)]);
      expect([place, [...read].sort()]).toEqual([
        place,
        names.filter((name) => !silent.includes(`${place}.${name}`)).sort(),
      ]);
    }
  });
});

describe('the sentence of an error', () => {
  const taken = conflict('input.name', '"Berlin" is taken.', because('VALUE_TAKEN', { value: 'Berlin' }));
  const wrongType = misuse('input.key', '`input.key` must be a key.');

  it('is translated by its reason, and so are all of its inputErrors', () => {
    const { code, message, details } = translatedError(combinedError([taken, wrongType]), 'de');
    expect({ code, message, ...details }).toEqual({
      code: 'CONFLICT',
      argument: 'input.name',
      message: '„Berlin“ ist schon vergeben.',
      ...because('VALUE_TAKEN', { value: 'Berlin' }),
      inputErrors: [
        expect.objectContaining({ argument: 'input.name', message: '„Berlin“ ist schon vergeben.' }),
        expect.objectContaining({ argument: 'input.key', message: wrongType.message }),
      ],
    });
  });

  it('stays as it is in English, or without a reason', () => {
    expect(translatedError(taken, 'en')).toEqual(taken);
    expect(translatedError(wrongType, 'de')).toEqual(wrongType);
  });
});

describe('the sentence of a warning', () => {
  const sentence = { code: 'TEXTS_CUT', parameters: { cells: 1 }, message: '1 cell was cut.' };

  it('is translated by its code and parameters', () => {
    const german = 'Zelle war länger als die 32.767 Zeichen, die Excel erlaubt, und wurde gekürzt.';
    expect(describeWarnings([sentence], 'de')).toEqual([
      { code: 'TEXTS_CUT', parameters: [{ name: 'cells', value: '1' }], message: `1 ${german}` },
    ]);
  });

  it.each([
    ['in English', sentence, 'en'],
    ['of an earlier version', '1 cell was cut.', 'de'],
    ['with a code of a later version', { ...sentence, code: 'NOT_YET' }, 'de'],
    ['without a parameter', { ...sentence, parameters: {} }, 'de'],
    ['with a code that objects have', { ...sentence, code: 'toString' }, 'de'],
  ] as const)('stays as it is stored: %s', (_what, stored, language) => {
    expect(describeWarnings([stored], language)).toMatchObject([{ message: '1 cell was cut.' }]);
  });
});

eachEngine('sentences of the API', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  const ask = async (client: TestClient, language: string, query: string, variables = {}): Promise<Data> =>
    client.post(JSON.stringify({ query, variables }), { 'accept-language': language });

  it('are German errors, over HTTP and WebSockets', async () => {
    const query = 'mutation ($id: ID!) { cancelExport(id: $id) { id } }';
    const german = {
      message: 'Es gibt keinen Eintrag mit der Kennung „999“, oder Sie dürfen ihn nicht sehen.',
      extensions: { code: 'NOT_FOUND', reason: 'UNKNOWN_ID', parameters: { id: '999' } },
    };
    const { errors } = await ask(organization.owner, 'de', query, { id: '999' });
    expect(errors).toMatchObject([german]);
    const english = await ask(organization.owner, 'en', query, { id: '999' });
    expect(english.errors).toMatchObject([{ ...german, message: 'No such export: "999".' }]);
    const socket = await RawSocket.open(organization.owner, { headers: { 'accept-language': 'de' } });
    socket.send({ type: 'connection_init', payload: organization.owner.connectionParams });
    await socket.until('connection_ack', ({ type }) => type === 'connection_ack');
    const answer = await socket.answer('mutation { cancelExport(id: "999") { id } }');
    socket.close();
    expect(answer.errors).toMatchObject([german]);
  });

  it('are German reasons of viewer.can and of unavailable columns', async () => {
    const query = `{
      viewer { can { transferOwnership { code reason } startExport(dataset: ORGANIZATION, format: CSV) { code reason } } }
      exportColumns(dataset: BOOKINGS) { key unavailableReason }
    }`;
    const { data } = await ask(organization.member, 'de', query);
    const ownerOnly = translations.de.reasons.OWNER_ONLY!({} as never);
    expect(data.viewer.can.transferOwnership).toEqual({ code: 'OWNER_ONLY', reason: ownerOnly });
    expect(data.exportColumns[0].unavailableReason).toMatch(/^Dafür brauchen Sie die Berechtigungen „/);
    const english = await ask(organization.member, 'en', query);
    expect(english.data.viewer.can.transferOwnership.reason).toMatch(/^Only the owner may/);
    expect(english.data.exportColumns[0].unavailableReason).toMatch(/requires the role OWNER or ADMIN/);
  });

  it('are German warnings and failures of exports', async () => {
    const { id } = (await startExport(organization.owner)).export;
    const warning = { code: 'COLUMN_GONE', parameters: { column: 'custom.locker' }, message: 'It was omitted.' };
    await changeExport(app.app.dataSource, id, {
      state: 'FAILED',
      failureCode: 'WORKER_LOST',
      failureMessage: 'The worker was lost 3 times.',
      warnings: JSON.stringify([warning, 'An old one.']),
      activeKey: null,
    });
    const query = `query ($id: ID!) { export(id: $id) {
      failure { code message } warnings warningDetails { code parameters { name value } message }
    } }`;
    const german = 'Die Spalte „custom.locker“ wurde weggelassen, weil es sie nicht mehr gibt.';
    expect((await ask(organization.owner, 'de', query, { id })).data.export).toEqual({
      failure: { code: 'WORKER_LOST', message: translations.de.failures.WORKER_LOST!({} as never) },
      warnings: [german, 'An old one.'],
      warningDetails: [
        { code: 'COLUMN_GONE', parameters: [{ name: 'column', value: 'custom.locker' }], message: german },
        { code: 'OTHER', parameters: [], message: 'An old one.' },
      ],
    });
    expect((await ask(organization.owner, 'en', query, { id })).data.export).toMatchObject({
      failure: { message: 'The worker was lost 3 times.' },
      warnings: ['It was omitted.', 'An old one.'],
    });
  });

  it('are German warnings of imports', async () => {
    const { id } = await startImport(organization.owner);
    const header = { header: 'Ort', problem: 'HEADER_MAPPED_TWICE' };
    await changeImport(app.app.dataSource, id, {
      warnings: JSON.stringify([{ code: 'HEADER', parameters: header, message: 'Mapped twice.' }]),
    });
    const query = 'query ($id: ID!) { import(id: $id) { warnings warningDetails { code message } } }';
    const german = 'Die Überschrift „Ort“ ist zweimal zugeordnet.';
    expect((await ask(organization.owner, 'de', query, { id })).data.import).toEqual({
      warnings: [german],
      warningDetails: [{ code: 'HEADER', message: german }],
    });
    expect((await ask(organization.owner, 'en', query, { id })).data.import.warnings).toEqual(['Mapped twice.']);
  });
});
