import { token, type TokenOptions } from '../../src/commands/token';
import { loadConfig } from '../../src/config';
import { LoadError } from '../../src/features/load/load-error';
import { type SignedInOrganization, useTestApp } from '../support/apps/app';
import { auditOf } from '../support/clients/changes';
import { TestClient } from '../support/clients/client';
import { eachEngine } from '../support/databases/engines';
import { changeRows, countRows } from '../support/databases/rows';
import { Process } from '../support/processes/processes';

eachEngine('token command', (engine) => {
  const app = useTestApp(engine, { worker: false });
  let organization: SignedInOrganization;
  beforeAll(async () => {
    app.clock.set(new Date().toISOString());
    organization = await app.organization();
  });
  afterEach(() => jest.restoreAllMocks());

  /** What it prints. */
  const run = async (options: TokenOptions): Promise<string> => {
    let printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    await token(
      loadConfig({ DATA_DIR: app.database.dataDir, DATABASE_URL: app.database.databaseUrl }),
      options,
    ).finally(() => jest.restoreAllMocks());
    return printed;
  };
  const make = (username: string, options: TokenOptions = {}) =>
    run({ organization: organization.slug, username, ...options });
  const refusal = async (made: Promise<string>): Promise<string> => {
    const error = await made.catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(LoadError);
    return (error as Error).message;
  };
  const list = async (options: TokenOptions): Promise<string[][]> => {
    const printed = await run({ list: true, ...options });
    expect(printed).not.toContain('tp_');
    return printed
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
  };

  it('creates, lists and revokes tokens, and audits each action', async () => {
    const printed = await make('member', { name: 'Front desk\ttill', days: '2' });
    expect(printed).toMatch(/^tp_[\w-]{43}\n$/);
    const client = new TestClient(app.url, printed.trim());
    expect((await client.gql('{ viewer { role } }')).status).toBe(200);

    const [header, ...rows] = await list({ organization: organization.slug });
    expect(header).toEqual([
      'ID',
      'ORGANIZATION',
      'USERNAME',
      'NAME',
      'ENDING',
      'CREATED',
      'EXPIRES',
      'LAST USED',
      'REVOKED',
    ]);
    expect(rows.map(([, slug, username, name, ending]) => [slug, username, name, ending])).toEqual([
      [organization.slug, '"member"', '"Front desk\\ttill"', client.token!.slice(-4)],
      ...(['member', 'admin', 'owner'] as const).map((name) => [
        organization.slug,
        `"${name}"`,
        '-',
        organization[name].token!.slice(-4),
      ]),
    ]);
    const made = rows[0]!;
    expect(Date.parse(made[6]!) - Date.parse(made[5]!)).toBe(2 * 86_400_000);
    expect(await list({ organization: organization.slug, username: 'OWNER' })).toEqual([header, rows[3]]);
    expect(await list({ organization: 'nowhere' })).toEqual([header]);

    const revoke = made[0]!;
    expect(await run({ revoke })).toBe(`Revoked token ${revoke} of "member" in "${organization.slug}"\n`);
    expect((await client.gql('{ viewer { role } }')).status).toBe(401);
    expect(await run({ revoke })).toMatch(
      new RegExp(`^Token ${revoke} of "member" in "${organization.slug}" was already revoked at \\S+Z\n$`),
    );
    expect((await list({ username: 'member', organization: organization.slug })).map((row) => row.at(-1))).toEqual([
      'REVOKED',
      expect.stringMatching(/Z$/),
      '-',
    ]);
    expect(
      (await auditOf(organization.owner, 'TOKEN_CREATED', 'TOKEN_REVOKED')).map(({ action, username, details }) => [
        action,
        username,
        details,
      ]),
    ).toEqual([
      ['TOKEN_CREATED', null, `"member": token ${revoke} "Front desk\\ttill"`],
      ['TOKEN_REVOKED', null, `"member": token ${revoke} "Front desk\\ttill"`],
    ]);
  });

  it.each(['INACTIVE', 'PENDING'])('makes no token for an account that is %s', async (status) => {
    await changeRows(app.app.dataSource, 'users', { id: organization.adminId }, { status });
    expect(await refusal(make('admin'))).toBe(
      `the account "admin" is ${status}: only an ACTIVE account can sign in; the owner or an admin can change its status`,
    );
    expect(await countRows(app.app.dataSource, 'access_tokens', { userId: organization.adminId })).toBe(1);
  });

  it('reports invalid options', async () => {
    expect(await refusal(run({}))).toBe('token requires --organization and --username, or --list, or --revoke ID');
    expect(await refusal(run({ revoke: 'x' }))).toBe('--revoke needs the id of a token, which token --list prints');
    expect(await refusal(run({ revoke: '2000000000' }))).toBe(
      'no token has the id 2000000000; token --list prints the ids',
    );
    expect(await refusal(run({ list: true, revoke: '1' }))).toBe('use either --list or --revoke, not both');
    expect(await refusal(make('nobody'))).toBe(
      `the organization "${organization.slug}" does not exist or has no user "nobody"`,
    );
    expect(await refusal(make('member', { name: ' ' }))).toBe('--name must have 1 to 100 characters');
    expect(await refusal(make('member', { days: '0' }))).toBe('--days must be a whole number from 1 to 9999');
  });
});

eachEngine('tallyport token', ['sqlite'], (engine) => {
  it('accepts its options, and prints errors in one line', async () => {
    const { dataDir, drop } = await engine.createDatabase();
    try {
      const listing = new Process('token', { DATA_DIR: dataDir, LOG_LEVEL: 'silent' }, [
        '--list',
        '--organization',
        'demo',
      ]);
      expect([await listing.untilEnded(), listing.stdout]).toEqual([
        0,
        'ID\tORGANIZATION\tUSERNAME\tNAME\tENDING\tCREATED\tEXPIRES\tLAST USED\tREVOKED\n',
      ]);
      const revoking = new Process('token', { DATA_DIR: dataDir, LOG_LEVEL: 'silent' }, ['--revoke', '7']);
      expect([await revoking.untilEnded(), revoking.stdout, revoking.stderr]).toEqual([
        1,
        '',
        'tallyport token: no token has the id 7; token --list prints the ids\n',
      ]);
    } finally {
      await drop();
    }
  });
});
