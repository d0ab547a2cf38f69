import { type SignedInOrganization, useTestApp } from '../../../support/apps/app';
import { exportFile } from '../../../support/clients/exports';
import { addUsers } from '../../../support/data/factories';
import { parseCsv } from '../../../support/data/figures';
import { eachEngine } from '../../../support/databases/engines';
import { readRows } from '../../../support/databases/rows';

const zone = 'America/New_York';
/** A Sunday, in the venue's zone too. */
const now = '2026-03-15T12:00:00.000Z';

eachEngine('exports of users', (engine) => {
  const app = useTestApp(engine);
  let organization: SignedInOrganization;
  let ids: Map<string, string>;

  beforeAll(async () => {
    app.clock.set(now);
    organization = await app.organization({ timezone: zone });
    const people = [
      // First and last moments of March 1 to 8 there: the clock is put forward on the 8th.
      { username: 'before', createdAt: '2026-03-01T04:59:59.999Z', lastLoginAt: '2026-03-09T04:00:00.000Z' },
      { username: 'first', createdAt: '2026-03-01T05:00:00.000Z', lastLoginAt: '2026-03-01T04:59:59.999Z' },
      { username: 'last', createdAt: '2026-03-09T03:59:59.999Z', lastLoginAt: '2026-03-01T05:00:00.000Z' },
      { username: 'after', createdAt: '2026-03-09T04:00:00.000Z', lastLoginAt: '2026-03-09T03:59:59.999Z' },
      { username: 'never', createdAt: '2025-06-15T12:00:00.000Z', lastLoginAt: null },
    ];
    const made = await addUsers(
      app.app.dataSource,
      organization.id,
      people.map(({ username, createdAt, lastLoginAt }) => ({
        username,
        city: 'Troy',
        createdAt: new Date(createdAt),
        lastLoginAt: lastLoginAt === null ? null : new Date(lastLoginAt),
      })),
    );
    ids = new Map(people.map(({ username }, index) => [username, String(made[index])]));
    await addUsers(app.app.dataSource, (await app.organization()).id, [
      { username: 'stranger', city: 'Troy', createdAt: new Date('2026-03-02T00:00:00Z') },
    ]);
  });

  const asked = async (input: object): Promise<{ names: string[]; period: unknown }> => {
    const { row, body } = await exportFile(organization.owner, { format: 'CSV', columns: ['username'], ...input });
    const {
      export: { selection },
    } = await organization.owner.data(
      'query ($id: ID!) { export(id: $id) { selection { period { start end by } } } }',
      { id: row.id },
    );
    return {
      names: parseCsv(body)
        .slice(1)
        .map(([name]) => name!),
      period: selection.period,
    };
  };
  const everyone = ['owner', 'admin', 'member', 'before', 'first', 'last', 'after', 'never'];

  it('hold all users, or the users that match the ids, the filter, or both', async () => {
    const id = (...names: string[]): string[] => names.map((name) => ids.get(name)!);
    expect((await asked({})).names).toEqual(everyone);
    expect((await asked({ ids: id('never', 'first', 'never') })).names).toEqual(['first', 'never']);
    expect((await asked({ filter: { users: { search: 'member' } } })).names).toEqual(['member']);
    expect((await asked({ ids: id('first', 'last'), filter: { users: { search: 'LAST' } } })).names).toEqual(['last']);
    expect((await asked({ ids: [] })).names).toEqual([]);
  });

  it.each([
    ['when they were created, which is what it goes by', {}, 'CREATED', ['first', 'last']],
    ['when they last signed in', { by: 'LAST_LOGIN' }, 'LAST_LOGIN', ['last', 'after']],
  ])('are narrowed by %s, the first and the last day of the venue included', async (_what, by, basis, expected) => {
    const bounds = { start: '2026-03-01', end: '2026-03-08' };
    expect(await asked({ period: { ...bounds, ...by } })).toEqual({
      names: expected,
      period: { ...bounds, by: basis },
    });
    const { previewExport } = await organization.owner.data(
      'query ($input: StartExportInput!) { previewExport(input: $input) { rows period { start end by } } }',
      { input: { format: 'CSV', period: { ...bounds, ...by } } },
    );
    expect(previewExport).toEqual({ rows: 2, period: { ...bounds, by: basis } });
    expect((await asked({ period: { ...bounds, ...by }, ids: [ids.get('last'), ids.get('never')] })).names).toEqual([
      'last',
    ]);
  });

  it.each([
    ['LAST_WEEK', '2026-03-08', ['last', 'after']],
    ['LAST_2_WEEKS', '2026-03-01', ['first', 'last', 'after']],
    ['LAST_MONTH', '2026-02-15', ['before', 'first', 'last', 'after']],
    ['LAST_3_MONTHS', '2025-12-15', ['before', 'first', 'last', 'after']],
    ['LAST_6_MONTHS', '2025-09-15', ['before', 'first', 'last', 'after']],
    ['LAST_YEAR', '2025-03-15', ['before', 'first', 'last', 'after', 'never']],
  ])('of the preset %s go back from today there to %s, and say so', async (preset, start, expected) => {
    expect(await asked({ period: { preset } })).toEqual({
      names: expected,
      period: { start, end: '2026-03-15', by: 'CREATED' },
    });
  });

  it.each([
    ['THIS_MONTH', '2026-03-01', '2026-03-31', ['first', 'last', 'after']],
    ['PREVIOUS_MONTH', '2026-02-01', '2026-02-28', ['before']],
    ['THIS_QUARTER', '2026-01-01', '2026-03-31', ['before', 'first', 'last', 'after']],
    ['PREVIOUS_QUARTER', '2025-10-01', '2025-12-31', []],
    ['THIS_YEAR', '2026-01-01', '2026-12-31', ['before', 'first', 'last', 'after']],
    ['PREVIOUS_YEAR', '2025-01-01', '2025-12-31', ['never']],
  ])('of the preset %s have the days from %s to %s', async (preset, start, end, expected) => {
    expect(await asked({ period: { preset } })).toEqual({ names: expected, period: { start, end, by: 'CREATED' } });
  });

  it('refuse an unknown id by name', async () => {
    const [foreign] = await readRows(app.app.dataSource, 'users', { username: 'stranger' }, ['id']);
    for (const id of [String(foreign.id), '2000000000', 'x']) {
      expect(
        await organization.owner.refusal(
          'mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated } }',
          { input: { format: 'CSV', ids: [ids.get('first'), id] } },
        ),
      ).toEqual({
        code: 'BAD_USER_INPUT',
        argument: 'input.ids',
        reason: 'UNKNOWN_ID',
        parameters: { id },
        message: expect.stringContaining(id),
      });
    }
  });
});
