import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errorReasons } from '../../../src/error-reasons';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { eachEngine } from '../../support/databases/engines';

describe('the reasons of errors', () => {
  it('are all in use, with stable names', () => {
    const source = path.join(__dirname, '..', '..', '..', 'src');
    const text = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'error-reasons.ts')
      .map((file) => readFileSync(path.join(source, file), 'utf8'))
      .join('\n');
    expect(
      Object.keys(errorReasons).filter((reason) => !new RegExp(`'${reason}'|DenialCode\\.${reason}\\b`).test(text)),
    ).toEqual([]);
    for (const reason of Object.keys(errorReasons)) expect(reason).toMatch(/^[A-Z]+(_[A-Z\d]+)*$/);
  });
});

eachEngine('the reason of an error', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { EXPORTS_PER_MINUTE: '2', EXPORT_QUOTA_BYTES: '0' } });
  const organization = useOrganization(app);

  const createTeam = 'mutation ($name: String!) { createTeam(input: { name: $name }) { id } }';
  const startExport = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';
  const retry = 'mutation ($id: ID!) { retryExport(id: $id) { id } }';
  const start = (period: object) =>
    organization.owner.refusal(startExport, { input: { dataset: 'BOOKINGS', format: 'CSV', period } });

  it('names a value that is taken, also by an archived record', async () => {
    const { createTeam: team } = await organization.owner.data(createTeam, { name: 'Crew' });
    expect(await organization.owner.refusal(createTeam, { name: 'CREW' })).toMatchObject({
      code: 'CONFLICT',
      reason: 'VALUE_TAKEN',
      parameters: { value: 'CREW' },
    });
    await organization.owner.data('mutation ($id: ID!) { archiveTeam(id: $id) { id } }', { id: team.id });
    expect(await organization.owner.refusal(createTeam, { name: 'Crew' })).toMatchObject({
      reason: 'VALUE_ARCHIVED',
      parameters: { value: 'Crew' },
    });
  });

  it('names a text that is blank', async () => {
    expect(await organization.owner.refusal(createTeam, { name: ' ' })).toMatchObject({
      reason: 'VALUE_BLANK',
      parameters: {},
    });
  });

  it('names an unknown id', async () => {
    expect(await organization.owner.refusal(retry, { id: '987654' })).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'id',
      reason: 'UNKNOWN_ID',
      parameters: { id: '987654' },
    });
  });

  it('names what is wrong with a period', async () => {
    expect(await start({ start: '2026-03-02', end: '2026-03-01' })).toMatchObject({ reason: 'PERIOD_REVERSED' });
    expect(await start({ start: '2026-03-02' })).toMatchObject({ reason: 'PERIOD_INCOMPLETE' });
  });

  it('names the state that forbids an action, and a limit with its parameters', async () => {
    const { startExport: started } = await organization.owner.data(startExport, { input: { format: 'CSV' } });
    expect(await organization.owner.refusal(retry, { id: started.export.id })).toMatchObject({
      code: 'CONFLICT',
      reason: 'STATE',
      parameters: { state: 'QUEUED' },
    });
    await organization.owner.data(startExport, { input: { format: 'XLSX' } });
    expect(await organization.owner.refusal(startExport, { input: { format: 'JSONL' } })).toMatchObject({
      code: 'LIMIT_REACHED',
      retryAfter: 60,
      reason: 'RATE_LIMIT',
      parameters: { max: 2, retryAfter: 60 },
    });
  });
});
