import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { preProcessFile } from 'typescript';
import manifest from '../package.json';
import clientManifest from '../src/client/package.json';

const source = path.join(__dirname, '..', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .sort();
const isSource = (name: string): boolean => files.includes(`${name}.ts`) || files.includes(`${name}.tsx`);

interface Import {
  readonly from: string;
  /** A file of src without `.ts`, or a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(path.join(source, file), 'utf8');
  return preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => {
    const local = fileName.startsWith('.') ? path.join(path.dirname(file), fileName).replace(/\.js$/, '') : fileName;
    const statement = text.slice(text.lastIndexOf('\n', text.lastIndexOf('import', pos)) + 1, pos);
    return {
      from: file.replace(/\.tsx?$/, ''),
      to: files.includes(`${local}/index.ts`) ? `${local}/index` : local,
      typeOnly: statement.startsWith('import type'),
    };
  });
});

/** Downwards only: each layer may import itself and those below it. */
const layers = ['main', 'commands', 'app', 'api', 'features', 'platform', 'base', 'console', 'client'];
const layerOf = (file: string): string => {
  const [first] = file.split('/');
  if (
    [
      'errors',
      'error-reasons',
      'file-reasons',
      'row-reasons',
      'sentences',
      'viewer',
      'config',
      'settings',
      'limit-settings',
      'setting-types',
    ].includes(file)
  )
    return 'base';
  if (['database', 'dependencies'].includes(file)) return 'app';
  return first === 'worker-thread' ? 'commands' : first!;
};

/** Used by any room. */
const commonRooms = ['auth', 'audit', 'calendar', 'notices', 'labels'];

/** Which rooms each room may use, besides the common ones. Rooms within `exports` see each other only as listed. */
const rooms: Record<string, string[]> = {
  auth: [],
  audit: [],
  calendar: [],
  notices: [],
  labels: [],
  rollups: [],
  organizations: ['rollups'],
  users: ['organizations'],
  bookings: ['users', 'organizations', 'rollups'],
  invoices: ['users', 'bookings', 'organizations', 'rollups'],
  statistics: ['users', 'bookings', 'invoices', 'organizations', 'rollups'],
  lookups: ['users', 'bookings'],
  columns: ['users', 'bookings', 'invoices', 'organizations'],
  exports: ['columns', 'users', 'bookings', 'invoices', 'organizations'],
  imports: ['exports', 'columns', 'users', 'bookings', 'invoices', 'organizations', 'rollups'],
  access: ['exports', 'imports', 'users', 'bookings', 'invoices', 'organizations'],
  load: ['imports', 'columns', 'users', 'bookings', 'invoices', 'organizations'],
  demo: ['users', 'bookings', 'invoices', 'organizations'],
};

/** Within `exports`, along the life of an export. The folder itself holds only the resolver. */
const exportRooms: Record<string, string[]> = {
  datasets: [],
  formats: ['datasets'],
  record: ['datasets', 'formats'],
  templates: ['record', 'datasets'],
  live: ['record'],
  downloads: ['record', 'formats'],
  contents: ['record', 'datasets', 'formats'],
  worker: ['record', 'datasets', 'contents', 'formats', 'files'],
  start: ['record', 'datasets', 'formats', 'templates'],
  approvals: ['record', 'datasets', 'formats', 'start'],
};

/** Within `imports`, along the life of an import. The folder itself holds only the resolver. */
const importRooms: Record<string, string[]> = {
  reading: [],
  record: ['reading'],
  mapping: ['record', 'reading'],
  start: ['record', 'reading', 'mapping', 'plan'],
  upload: ['record'],
  files: ['record', 'reading', 'mapping', 'plan'],
  live: ['record'],
  plan: ['record', 'reading', 'mapping'],
  apply: ['record', 'plan'],
  worker: ['record', 'reading', 'mapping', 'plan', 'apply', 'files'],
};

/** Within `statistics`, from what is counted to the rows of an answer. The folder itself holds what clients see. */
const statisticsRooms: Record<string, string[]> = {
  periods: [],
  definitions: [],
  rows: ['definitions'],
};

/** The files that may import each third party. */
const allowedImporters: Record<string, RegExp> = {
  luxon: /^platform\/time\/venue-calendar$/,
  'moment-timezone': /^platform\/time\/time-zone$/,
  exceljs: /^features\/exports\/formats\/(xlsx-workbook|exceljs-internals)$/,
  yazl: /^features\/exports\/formats\/zip$/,
  express: /^api\//,
  '@apollo/server': /^api\//,
  ws: /^(api|commands)\//,
  'graphql-ws': /^(api|commands|client)\//,
  react: /^(client\/react$|console\/)/,
  dataloader: /\.loaders$/,
  'better-sqlite3': /^platform\/database\//,
  mysql2: /^platform\/database\//,
  'mysql2/promise': /^platform\/database\//,
  negotiator: /^api\/language$/,
  pino: /^platform\/log$/,
  zod: /^(config|settings|setting-types)$/,
  nodemailer: /^platform\/mail\//,
  'iconv-lite': /^features\/imports\/reading\/(code-pages|text-reader)$/,
  yauzl: /^features\/imports\/reading\/xlsx\/zip-archive$/,
  'openid-client': /^features\/auth\/single-sign-on\/identity-provider$/,
  saxes: /^features\/imports\/reading\/xlsx\/xml-part$/,
};

/** The folders of test/support. Each may import itself, the folders before it, and the files next to the folders. */
const supportFolders = ['databases', 'data', 'clients', 'files', 'apps', 'processes', 'runner'];

/** Where tests may contain raw SQL, and why. `test/support/databases/rows` reads and changes rows for the others. */
const testsOfSql: readonly (readonly [files: RegExp, reason: string])[] = [
  [/^platform\/(database|jobs)\//, 'statements, transactions and migrations are the subject'],
  [/^features\/exports\/(worker|live)\//, 'leases and polls are the subject'],
  [/^scenarios\/(migration-interrupted|data-folder-owner|start)\./, 'migrations and collations are the subject'],
  [
    /^scenarios\/(database-away|database-busy|export-mishaps|import-killed)\./,
    'a second connection holds locks or is killed',
  ],
  [/^scenarios\/(worker-killed|mails-killed)\./, 'a trigger holds a statement of another process'],
  [/^features\/audit\/audit-merging\./, 'the plan of a statement is expected'],
  [
    /^(api\/permissions\/(account-status|lost-rights)|features\/(auth\/single-sign-on|users\/users-folded|exports\/datasets\/selected-rows|imports\/apply\/apply))\./,
    'a statement of the program is expected',
  ],
];

describe('architecture', () => {
  it('reads the imports', () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports).toContainEqual({ from: 'app', to: 'api/server', typeOnly: false });
  });

  it('imports downwards only', () => {
    const isLocal = ({ to }: Import): boolean => files.includes(`${to}.ts`);
    const upward = imports
      .filter(isLocal)
      .filter(({ from, to }) => layers.indexOf(layerOf(from)) > layers.indexOf(layerOf(to)))
      // The viewer's type is made of auth's words.
      .filter(({ from, to, typeOnly }) => !(from === 'viewer' && to === 'features/auth/permissions' && typeOnly))
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(upward).toEqual([]);
  });

  // Frontend teams install it without the server.
  it('keeps the client apart from the server', () => {
    const isClient = (file: string): boolean => file.startsWith('client/');
    const crossing = imports.filter(
      ({ from, to }) => isClient(from) !== isClient(to) && isSource(to) && !from.startsWith('console/'),
    );
    expect(crossing.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
    const packages = imports.filter(({ from, to }) => isClient(from) && !isSource(to));
    const { dependencies, peerDependencies } = clientManifest;
    expect([...new Set(packages.map(({ to }) => to))].sort()).toEqual(
      Object.keys({ ...dependencies, ...peerDependencies }).sort(),
    );
    expect(clientManifest.version).toBe(manifest.version);
  });

  it('keeps the console apart from the server, whose public API is all that it uses', () => {
    const ofConsole = imports.filter(({ from }) => from.startsWith('console/'));
    const local = ofConsole.filter(({ to }) => isSource(to) && !/^(console|client)\//.test(to));
    expect(local.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
    expect(ofConsole.some(({ to }) => to === 'tallyport/client')).toBe(true);
  });

  it.each([
    ['features', /^features\/([^/]+)\//, rooms, commonRooms],
    ['rooms of exports', /^features\/exports\/([^/]+)\//, exportRooms, []],
    ['rooms of imports', /^features\/imports\/([^/]+)\//, importRooms, []],
    ['rooms of statistics', /^features\/statistics\/([^/]+)\//, statisticsRooms, []],
  ])('keeps %s apart', (_what, pattern, allowed, common) => {
    const roomOf = (file: string): string | undefined => pattern.exec(file)?.[1];
    const violations = imports.filter(({ from, to }) => {
      const [own, other] = [roomOf(from), roomOf(to)];
      return own && other && own !== other && !common.includes(other) && !allowed[own]?.includes(other);
    });
    expect(violations.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
    expect([...new Set(files.map((file) => roomOf(file)).filter(Boolean))].sort()).toEqual(Object.keys(allowed).sort());
  });

  // Other code of platform returns null or throws an error of its own, and its caller names the argument.
  it('knows errors for clients only in the part of platform that speaks GraphQL', () => {
    const violations = imports.filter(
      ({ from, to }) => to === 'errors' && from.startsWith('platform/') && !from.startsWith('platform/graphql/'),
    );
    expect(violations.map(({ from }) => from)).toEqual([]);
  });

  it('gives each third party one home', () => {
    const violations = imports.filter(({ from, to }) => allowedImporters[to] && !allowedImporters[to].test(from));
    expect(violations.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('has no import cycles, not even of types', () => {
    const graph = new Map<string, string[]>();
    for (const { from, to } of imports)
      if (files.includes(`${to}.ts`)) graph.set(from, [...(graph.get(from) ?? []), to]);
    const cycles: string[] = [];
    const done = new Set<string>();
    const walk = (file: string, trail: string[]): void => {
      if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      if (done.has(file) || trail.includes(file)) return;
      for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
      done.add(file);
    };
    for (const file of graph.keys()) walk(file, []);
    expect(cycles).toEqual([]);
  });

  it.each([
    ['process.env', /process\.env/, /^main$/],
    ['the clock', /new Date\(\)|Date\.now\(\)/, /^(platform\/time\/clock|client\/sleep|console\/.+)$/], // the last two run in a browser
    ['an engine by name', /options\.type (=|!)== '(mysql|better-sqlite3)'/, /^platform\/database\//],
    // Elsewhere a statement is an `Sql`, which binds every value.
    ['a driver to run text as SQL', /\b(manager|dataSource|database|runner)\.query\(/, /^platform\/database\//],
    // Within the limit of what may wait there.
    ['a WebSocket to send', /ocket\.(send|ping|pong)\(/, /^(api\/live\/websocket\/socket-writer|client\/websocket)$/], // the last one runs in a browser
    ['an event stream to send', /\bresponse\.write\(/, /^api\/live\/event-stream\/event-stream-writer$/],
  ])('asks for %s in one place only', (_what, pattern, home) => {
    const askers = files
      .filter((file) => pattern.test(readFileSync(path.join(source, file), 'utf8')))
      .map((file) => file.replace(/\.ts$/, ''));
    expect(askers.filter((file) => !home.test(file))).toEqual([]);
  });

  // A query that forgets the status of the account lets a suspended person in.
  it('reads rights, access tokens and sessions in one place only', () => {
    const reads =
      /\baccess_tokens\b|\b(FROM|UPDATE|INTO) sessions\b|raw\('sessions'\)|\brole *= *'OWNER'|SELECT\b[^;]*?\bpermissions\b[^;]*?\bFROM\b[^;]*?\busers\b/;
    const readers = files.filter((file) => reads.test(readFileSync(path.join(source, file), 'utf8')));
    expect(readers.filter((file) => !/^(features\/auth|platform\/database\/migrations)\//.test(file))).toEqual([]);
    expect(readers).toEqual(
      expect.arrayContaining(['features/auth/account-rights.ts', 'features/auth/credentials.ts']),
    );
  });

  // The totals by day are kept there, in the same transaction.
  it.each(['bookings', 'invoices'])('writes %s in one place only', (table) => {
    const writes = new RegExp(
      `(INSERT INTO|UPDATE|DELETE FROM) ${table}\\b|(insert|update)Rows\\(\\s*\\w+,\\s*'${table}'|\\.(save|insert|update|delete|upsert)\\((Booking|Invoice)\\b`,
    );
    expect(files.filter((file) => writes.test(readFileSync(path.join(source, file), 'utf8')))).toEqual([
      `features/${table}/${table.slice(0, -1)}-writes.ts`,
    ]);
  });

  // `export-transitions` and `import-transitions` make the statements.
  it.each(['Export', 'Import'])('changes each %s only by its table of transitions', (entity) => {
    const table = `${entity.toLowerCase()}s`;
    const writes = new RegExp(
      `UPDATE ${table}\\b|DELETE FROM ${table} WHERE (?!id < 0)|\\.(save|update|delete|upsert)\\(${entity}\\b`,
    );
    const isMigration = (file: string): boolean => file.startsWith('platform/database/migrations/');
    const writers = files.filter((file) => writes.test(readFileSync(path.join(source, file), 'utf8')));
    expect(writers.filter((file) => !isMigration(file))).toEqual([]);
  });

  it('has no SQL in a policy', () => {
    const policies = files.filter((file) => file.endsWith('.policy.ts'));
    expect(policies.length).toBeGreaterThan(1);
    const sql = /\b(SELECT|JOIN|WHERE)\b|DataSource|EntityManager/;
    expect(policies.filter((file) => sql.test(readFileSync(path.join(source, file), 'utf8')))).toEqual([]);
  });

  it('has no file of more than 300 lines', () => {
    const written = files.filter((file) => !file.endsWith('/generated.ts'));
    const long = written.filter((file) => readFileSync(path.join(source, file), 'utf8').split('\n').length > 301);
    expect(long).toEqual([]);
  });

  it('keeps the folders of test/support in order', () => {
    const support = path.join(__dirname, 'support');
    const folderOf = (file: string): number => supportFolders.indexOf(file.split(path.sep)[0]!);
    const upward = readdirSync(support, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        preProcessFile(readFileSync(path.join(support, file), 'utf8'), true, true)
          .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
          .map(({ fileName }) => [file, path.join(path.dirname(file), fileName)] as const),
      )
      .filter(([from, to]) => !to.startsWith('..') && folderOf(to) > folderOf(from))
      .map(([from, to]) => `${from} -> ${to}`);
    expect(upward).toEqual([]);
  });

  // Types of the schema are exported whether or not another file needs them. Frontend teams use what the package exports.
  it('exports only what another file uses', () => {
    const root = path.join(__dirname, '..');
    const sources = ['src', 'test', 'bench'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => ({ file, text: readFileSync(path.join(root, folder, file), 'utf8') })),
    );
    const uses = new Map<string, number>();
    for (const word of sources.flatMap(({ text }) => [...new Set(text.match(/\w+/g))]))
      uses.set(word, (uses.get(word) ?? 0) + 1);
    const pattern = /(?<!\)\n)^export (?:abstract |async )*(?:const|function\*?|class|interface|type|enum) (\w+)/gm;
    const exported = sources
      .filter(({ file }) => !/^(client|console(\/settings)?)\/(generated|react)\.ts$/.test(file))
      .flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name]) => name!));
    expect(exported.length).toBeGreaterThan(500);
    expect(exported.filter((name) => uses.get(name) === 1)).toEqual([]);
  });

  it('has raw SQL of tests in test/support, and elsewhere only where it is what the test is about', () => {
    const sql = /\b(SELECT\b[^;'"`]*?\bFROM|INSERT INTO|UPDATE \S+ SET|DELETE FROM|ALTER TABLE|CREATE TRIGGER)\b/;
    const tests = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/^(support|chaos)\b|^(architecture|words)\.test\.ts$/.test(file))
      .filter((file) => sql.test(readFileSync(path.join(__dirname, file), 'utf8')));
    const allowed = testsOfSql.map(([files]) => files);
    expect(tests.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(allowed.filter((pattern) => !tests.some((file) => pattern.test(file)))).toEqual([]);
  });

  it('has no default exports', () => {
    expect(files.filter((file) => /^export default/m.test(readFileSync(path.join(source, file), 'utf8')))).toEqual([]);
  });
});

it('enters addresses in fields of any text, because browsers refuse some that the server accepts', () => {
  const refused = /type[=:]\s*\W?["']email["']/;
  expect(refused.test('<input type="email">') && refused.test("{ type: 'email' }")).toBe(true);
  expect(files.filter((file) => refused.test(readFileSync(path.join(source, file), 'utf8')))).toEqual([]);
});
