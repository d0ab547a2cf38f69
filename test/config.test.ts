import { ConfigError, loadConfig } from '../src/config';
import { settings } from '../src/settings';

const problemsOf = (env: Record<string, string>): string[] => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
};

describe('loadConfig', () => {
  it('accepts an empty environment, because every default is valid', () => {
    expect(loadConfig({})).toMatchObject({
      port: 4000,
      databaseUrl: null,
      publicUrl: null,
      corsOrigins: [],
      exportWorker: 'thread',
      exportKeepMs: 86_400_000,
      downloadUrlMs: 300_000,
      introspection: 'viewers',
      logLevel: 'info',
    });
    for (const [name, { schema, default: value, about }] of Object.entries(settings)) {
      expect({ name, valid: schema.safeParse(value).success }).toEqual({ name, valid: true });
      expect(about).toMatch(/^\S.*\.$/);
    }
  });

  it('treats empty and blank values as absent', () => {
    expect(loadConfig(Object.fromEntries(Object.keys(settings).map((name) => [name, '  '])))).toEqual(loadConfig({}));
  });

  it('lists every invalid setting in one error, with its value and the reason', () => {
    const wrong = {
      PORT: '70000',
      PUBLIC_URL: 'screens',
      CORS_ORIGINS: 'https://a.example,nonsense',
      DATABASE_URL: 'postgres://localhost/x',
      EXPORT_WORKER: 'process',
      EXPORT_LEASE_SECONDS: '1',
      EXPORT_KEEP_HOURS: '0',
      EXPORTS_PER_MINUTE: '0',
      AUDIT_KEEP_DAYS: '-1',
      DOWNLOAD_URL_SECONDS: '99999',
      DOWNLOAD_SECRET: 'short',
      DOWNLOAD_SECRET_BEFORE: 'short',
      LIMIT_DOWNLOADS: '0',
      LIMIT_SILENCE_SECONDS: '0.5',
      CONSOLE_URL: 'ftp://x',
      SMTP_URL: 'imap://x',
      MAIL_FROM: 'a@b, c@d',
      INTROSPECTION: 'on',
      LIMIT_BODY_BYTES: '1e6',
      LIMIT_DEPTH: '-1',
      LIMIT_ALIASES: 'x',
      LIMIT_ROOT_FIELDS: '1.5',
      LIMIT_DIRECTIVES: '100000',
      LIMIT_TOKENS: '1',
      LIMIT_COST: '0',
      LIMIT_COST_IN_FLIGHT: '99',
      LIMIT_SOCKET_OPERATIONS: '0',
      LOG_LEVEL: 'loud',
    };
    const problems = problemsOf(wrong);
    expect(problems.map((line) => line.trim().split(' ')[0])).toEqual(expect.arrayContaining(Object.keys(wrong)));
    expect(problems).toHaveLength(Object.keys(wrong).length);
    for (const line of problems) expect(line).toMatch(/^ {2}[A-Z_]+ = .+: .*\w/);
    expect(problems).toContainEqual('  PORT = "70000": Too big: expected number to be <=65535');
    expect(problems.join('\n')).not.toMatch(/undefined|\[object|Invalid input$/m);
  });

  it('does not show secrets in errors', () => {
    const problems = problemsOf({
      DOWNLOAD_SECRET: 'hunter2',
      DOWNLOAD_SECRET_BEFORE: 'hunter2',
      DATABASE_URL: 'mysql://user:hunter2@host',
      SMTP_URL: 'http://user:hunter2@host',
    }).join('\n');
    expect(problems).toContain('DOWNLOAD_SECRET = (not shown): must be at least 16 characters');
    expect(problems).toContain('DATABASE_URL = (not shown): must look like mysql://user:password@host:3306/database');
    expect(problems).toContain('SMTP_URL = (not shown): must look like smtp://user:password@host:587');
    expect(problems).not.toContain('hunter2');
  });

  it('converts units, removes trailing slashes and splits lists', () => {
    const config = loadConfig({
      PORT: '0',
      PUBLIC_URL: 'https://api.example/',
      CORS_ORIGINS: ' https://a.example , https://b.example ',
      EXPORT_LEASE_SECONDS: '20',
      DATABASE_URL: 'mysql://u:p%40ss@localhost:3306/tallyport',
    });
    expect(config).toMatchObject({
      port: 0,
      publicUrl: 'https://api.example',
      corsOrigins: ['https://a.example', 'https://b.example'],
      exportLeaseMs: 20_000,
      databaseUrl: 'mysql://u:p%40ss@localhost:3306/tallyport',
    });
  });

  it('parses the sender of mails, the mail server and the URL that mails link to', () => {
    expect(loadConfig({ MAIL_FROM: 'Zoë’s "Desk" <desk@hotels.example>' }).mailFrom).toEqual({
      name: 'Zoë’s "Desk"',
      address: 'desk@hotels.example',
    });
    expect(loadConfig({ MAIL_FROM: 'desk@hotels.example' }).mailFrom).toEqual({
      name: '',
      address: 'desk@hotels.example',
    });
    for (const MAIL_FROM of ['desk', 'a@b@c', 'x@y\r\nBcc: z@z', '<a@b> <c@d>', 'N <a@b', 'N\n <a@b>'])
      expect(problemsOf({ MAIL_FROM })).toHaveLength(1);
    expect(
      [
        loadConfig({}),
        loadConfig({ PUBLIC_URL: 'https://api.example/' }),
        loadConfig({ PUBLIC_URL: 'https://api.example', CONSOLE_URL: 'https://desk.example/' }),
      ].map(({ consoleUrl }) => consoleUrl),
    ).toEqual(['http://localhost:4000', 'https://api.example', 'https://desk.example']);
    for (const SMTP_URL of ['smtp://', 'mail.example', 'smtp://u:%ff@host', 'smtp://host?tls.rejectUnauthorized=false'])
      expect(problemsOf({ SMTP_URL })).toHaveLength(1);
    expect(loadConfig({ SMTP_URL: 'smtps://u:p%40ss@mail.example:465' }).smtpUrl).toBe(
      'smtps://u:p%40ss@mail.example:465',
    );
  });

  it('accepts origins only in the form that browsers send', () => {
    expect(loadConfig({ CORS_ORIGINS: 'https://A.example/' }).corsOrigins).toEqual(['https://a.example']);
    for (const CORS_ORIGINS of ['*', 'a.example', 'ftp://a.example', 'https://a.example/page'])
      expect(problemsOf({ CORS_ORIGINS })).toHaveLength(1);
  });

  it('returns a frozen object', () => {
    const config = loadConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.limits)).toBe(true);
  });
});
