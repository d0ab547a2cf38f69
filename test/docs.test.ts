import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildSchema, parse, validate } from 'graphql';
import { CloseCode } from 'graphql-ws';
import manifest from '../package.json';
import { denialReasons, generalReasons } from '../src/error-reasons';
import { type ErrorCode, errorCodes, httpStatusOf } from '../src/errors';
import { bookingColumns } from '../src/features/columns/booking-columns';
import type { ColumnDescription } from '../src/features/columns/column';
import { invoiceColumns } from '../src/features/columns/invoice-columns';
import { organizationCatalogue } from '../src/features/columns/organization-columns';
import { templateColumns } from '../src/features/columns/templates';
import { furtherColumns, summaryColumns, termsColumns } from '../src/features/columns/user-columns';
import { rowDatasetNames, rowDatasets, systemTemplates } from '../src/features/exports/datasets';
import { rowErrorCodes } from '../src/features/imports/plan/rows/row-errors';
import { importFailures } from '../src/features/imports/record/import-failures';
import { fileReasons, headerReasons } from '../src/file-reasons';
import { scalarTypes } from '../src/platform/graphql/scalars';
import { rowReasons } from '../src/row-reasons';
import type { Meanings } from '../src/sentences';
import { settings } from '../src/settings';
import { deprecatedParts } from './support/schema-parts';

const root = path.join(__dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const schema = buildSchema(read('schema.graphql'));
const documents = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...readdirSync(path.join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** Why each library is here; a test holds this list against package.json. */
const libraries: Record<string, [concern: string, why: string]> = {
  '@apollo/server': ['GraphQL over HTTP', 'request handling by the GraphQL-over-HTTP specification'],
  '@as-integrations/express5': ['GraphQL over HTTP', "Apollo Server's own adapter for Express 5"],
  'better-sqlite3': ['database', 'the embedded SQLite, so that you can start without a database server'],
  'class-validator': ['input validation', 'the validation that type-graphql calls'],
  cors: ['HTTP', 'cross-origin rules, for screens on other origins'],
  dataloader: ['GraphQL', 'one statement for the figures of a whole page'],
  exceljs: ['files', 'streaming XLSX writer'],
  express: ['HTTP', 'proven routing, body limits and JSON parsing'],
  graphql: ['GraphQL', 'the reference implementation'],
  'graphql-query-complexity': ['limits', 'the cost of an operation before it runs'],
  'graphql-scalars': ['GraphQL', 'BigInt; type-graphql requires it anyway'],
  'graphql-ws': ['live progress', 'the graphql-transport-ws protocol, server and client'],
  'iconv-lite': ['imports', "code pages of CSV files; Node's TextDecoder reads windows-1252 wrongly"],
  luxon: ['time', 'calendar arithmetic'],
  'moment-timezone': ['time', "current IANA zone data; Node's own is months to years old"],
  mysql2: ['database', 'MySQL and MariaDB driver'],
  negotiator: ['HTTP', 'the `Accept-Language` header; Express uses it too'],
  nodemailer: ['mail', 'mails in the form that servers and mailboxes expect, safe from header injection'],
  pino: ['logging', 'structured lines, fast'],
  'openid-client': ['signing in', 'certified OpenID Connect client, with PKCE and validation of ID tokens'],
  'range-parser': ['downloads', 'the Range header; Express uses it too'],
  'reflect-metadata': ['GraphQL, database', 'the types that type-graphql and TypeORM read from decorators'],
  saxes: ['imports', 'streaming XML parser that expands no entities, for the parts of a workbook'],
  'type-graphql': ['GraphQL', 'the schema from the classes that implement it'],
  typeorm: ['database', 'entities, query builder and migrations for both engines'],
  ws: ['live progress', 'WebSocket server'],
  yauzl: ['imports', 'reads single parts of a ZIP by its central directory, and no more bytes than declared'],
  yazl: ['files', "streaming ZIP writer over Node's own zlib, with fixed dates and ZIP64"],
  zod: ['settings', 'checks with readable reasons'],
};

/** Of these, the bundle of the console is built. */
const consoleLibraries: typeof libraries = {
  '@graphiql/toolkit': ['console', 'the types of what GraphiQL runs'],
  '@mantine/core': ['console', 'accessible controls, menus and dialogs, light and dark'],
  '@mantine/hooks': ['console', 'the network and the width of the screen; Mantine requires it anyway'],
  '@tanstack/react-query': ['console', 'caches what was read, pages through lists'],
  '@tanstack/react-virtual': ['console', 'tables of any length: only the rows in view are in the page'],
  graphiql: ['console', 'the explorer'],
  'monaco-editor': ['console', "GraphiQL's editor; its workers are named in our source"],
  'monaco-graphql': ['console', 'completes and checks queries in a worker of the editor'],
  react: ['console', 'components; the package has hooks for it too'],
  'react-dom': ['console', 'React in a browser'],
  vite: ['console', 'bundles the console, offline'],
  wouter: ['console', 'the pages by their addresses, in 2 KB'],
};

/** What a client does about each error. */
const remedies: Record<ErrorCode, string> = {
  UNAUTHENTICATED: 'Sign in again, or send a valid token.',
  FORBIDDEN: 'Get the permission or role that the message names, or omit what needs it.',
  NOT_FOUND: 'Check the id. The record does not exist, or you may not see it.',
  BAD_USER_INPUT: 'Correct the request. The message says what is wrong.',
  CONFLICT: 'Read the record again: a name is taken, or its state does not allow the change.',
  EXPIRED: 'Get a new link. If the file itself is gone, start the export again with `retryExport`, or import it again.',
  LIMIT_REACHED: 'Retry after `extensions.retryAfter` seconds. Without it, reduce what the message names.',
  QUOTA_EXCEEDED: 'Delete export files, or wait until some expire.',
  QUERY_TOO_COMPLEX: 'Request fewer fields, rows, months or groups.',
  PERSISTED_QUERY_NOT_SUPPORTED: 'Send the whole query. Most clients do so by themselves.',
  SERVICE_UNAVAILABLE:
    'Retry after `extensions.retryAfter` seconds. Check before you repeat a mutation: it may have been saved.',
  INTERNAL_SERVER_ERROR: 'Report `extensions.requestId` to the operator of the server.',
};

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const sentence = (meaning: string): string => `${meaning[0]!.toUpperCase()}${meaning.slice(1)}.`;

const columnTable = (columns: readonly ColumnDescription[], recordKey: string): string =>
  table(
    ['key', 'header', 'group', 'type', 'import', 'what'],
    columns.map(({ key, label, group, type, multiValue, importable, description }) => [
      `\`${key}\``,
      label,
      group,
      multiValue ? `list of ${type}` : type,
      importable ? 'yes' : key === recordKey ? 'key' : '',
      description.en.replaceAll('|', '\\|'),
    ]),
  );

const reasonTable = (reasons: Meanings): string =>
  table(
    ['reason', 'parameters', 'what it means'],
    Object.entries(reasons).map(([reason, [meaning, parameters]]) => [
      reason,
      parameters.map((name) => `\`${name}\``).join(', '),
      meaning,
    ]),
  );

/** Tables that the code defines: the document that has each, and its text. */
const parts: Record<string, [file: string, text: () => string]> = {
  settings: [
    'docs/settings.md',
    () =>
      table(
        ['setting', 'default', 'what'],
        Object.entries(settings).map(([name, { default: value, about }]) => [
          `\`${name}\``,
          value === '' ? '' : `\`${value}\``,
          about,
        ]),
      ),
  ],
  datasets: [
    'docs/exports.md',
    () =>
      table(
        ['dataset', 'contents', 'permissions', 'field of `filter`', '`period.by`'],
        rowDatasetNames.map((name) => {
          const { description, permissions, filter, periodFields } = rowDatasets[name];
          const field = filter ? `\`${filter.field}\`` : '';
          return [name, description, permissions.join(', '), field, Object.keys(periodFields).join(', ')];
        }),
      ),
  ],
  errors: [
    'docs/api.md',
    () =>
      table(
        ['code', 'HTTP status', 'what to do'],
        errorCodes.map((code) => [code, String(httpStatusOf[code]), remedies[code]]),
      ),
  ],
  'error reasons': ['docs/api.md', () => reasonTable({ ...denialReasons, ...generalReasons })],
  'file reasons': ['docs/imports.md', () => reasonTable({ ...fileReasons, ...headerReasons })],
  'row reasons': ['docs/imports.md', () => reasonTable(rowReasons)],
  scalars: [
    'docs/browsers.md',
    () =>
      [
        '```ts',
        'export const scalars = {',
        ...Object.entries(scalarTypes).map(([name, type]) => `  ${name}: '${type}',`),
        '};',
        '```',
      ].join('\n'),
  ],
  'fixed columns': [
    'docs/imports.md',
    () =>
      table(
        ['dataset', 'columns that only a new record takes'],
        Object.entries({
          USERS: [...summaryColumns, ...furtherColumns],
          BOOKINGS: bookingColumns,
          INVOICES: invoiceColumns,
        }).map(([dataset, columns]) => [
          dataset,
          columns.flatMap(({ fromText, importable, label }) => (fromText && !importable ? [label] : [])).join(', '),
        ]),
      ),
  ],
  'row errors': [
    'docs/imports.md',
    () =>
      table(
        ['code', 'what is wrong'],
        [...rowErrorCodes.matchAll(/([A-Z_]+) \((.+?)\)/g)].map(([, code, meaning]) => [code!, sentence(meaning!)]),
      ),
  ],
  'import failures': [
    'docs/imports.md',
    () =>
      table(
        ['`failure.code`', 'reason'],
        Object.entries(importFailures).map(([code, meaning]) => [code, sentence(meaning)]),
      ),
  ],
  columns: ['docs/columns.md', () => columnTable([...summaryColumns, ...termsColumns, ...furtherColumns], 'username')],
  'booking columns': ['docs/columns.md', () => columnTable(bookingColumns, 'reference')],
  'invoice columns': ['docs/columns.md', () => columnTable(invoiceColumns, 'number')],
  'list columns': [
    'docs/columns.md',
    () => {
      const lists = organizationCatalogue({ customProperties: [], customTermsEnabled: true }).flatMap(({ column }) =>
        column.multiValue ? [column] : [],
      );
      return table(
        ['file of a full export', 'columns with lists'],
        [...new Set(lists.map(({ group }) => group))].map((group) => [
          `\`${group}\``,
          lists.flatMap((column) => (column.group === group ? [column.label] : [])).join(', '),
        ]),
      );
    },
  ],
  templates: [
    'docs/columns.md',
    () => {
      const settings = { customProperties: [{ key: 'KEY', name: '*custom properties*' }], customTermsEnabled: true };
      return table(
        ['template', 'dataset', 'headers, in order'],
        [...systemTemplates].map(([name, template]) => [
          `\`${name}\``,
          template.dataset,
          templateColumns(template, rowDatasets[template.dataset].catalogue(settings))
            .columns.map(({ label }) => label)
            .join(', '),
        ]),
      );
    },
  ],
  deprecations: [
    'docs/versioning.md',
    () =>
      table(
        ['deprecated', 'instead'],
        deprecatedParts(schema).map(({ name, reason }) => [`\`${name}\``, reason]),
      ),
  ],
  libraries: [
    'docs/architecture.md',
    () =>
      table(
        ['concern', 'library', 'why'],
        Object.entries({ ...libraries, ...consoleLibraries }).map(([name, [concern, why]]) => [
          concern,
          `${name} ${{ ...manifest.devDependencies, ...manifest.dependencies }[name] ?? '?'}`,
          why,
        ]),
      ),
  ],
};

describe('the documents', () => {
  it.each(Object.entries(parts).map(([name, [file]]) => ({ name, file })))(
    'have the $name as the code has them: `UPDATE_DOCS=1 npx jest test/docs.test.ts` writes them',
    ({ name, file }) => {
      const text = read(file);
      const place = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
      const expected = text.replace(
        place,
        (_all, open: string, close: string) => `${open}${parts[name]![1]()}\n${close}`,
      );
      expect(place.test(text)).toBe(true);
      if (process.env.UPDATE_DOCS) writeFileSync(path.join(root, file), expected);
      else expect(text).toBe(expected);
    },
  );

  it('list only reasons of failure that the code gives', () => {
    const folder = path.join(root, 'src');
    const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(platform|features\/imports)\/.*\.ts$/.test(file))
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('');
    expect(Object.keys(importFailures).filter((failure) => !code.includes(`'${failure}'`))).toEqual([]);
  });

  it('say how many bytes the package adds to a page, compressed', async () => {
    const { outputFiles } = await build({
      entryPoints: [path.join(root, 'src', 'client', 'index.ts')],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      logLevel: 'warning',
    });
    const [, kilobytes] = /(\d+) KB with its dependencies/.exec(read('docs/browsers.md'))!;
    expect(kilobytes).toBe(String(Math.round(gzipSync(outputFiles[0]!.contents).length / 1024)));
  });

  it('name each method and hook of the package', () => {
    const source = (file: string): string => readFileSync(path.join(root, 'src', 'client', file), 'utf8');
    const [methods, hooks] = [
      [...source('tallyport.ts').matchAll(/^ {2}(?:async |readonly |get )?(\w+)(?:[<(]| = \()/gm)],
      [...source('react.ts').matchAll(/^export (?:const|function) (\w+)/gm)],
    ].map((found) => found.map(([, name]) => name!).filter((name) => name !== 'constructor'));
    expect(methods).toEqual(expect.arrayContaining(['query', 'watchImportHistory', 'onConnected', 'viewerChanges']));
    expect(hooks).toContain('useExport');
    const page = read('docs/browsers.md');
    expect([...methods!, ...hooks!].filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
  });

  it('list the codes that the package knows, next to its own', () => {
    const [, known] = /export type ErrorCode =([^;]+);/.exec(
      readFileSync(path.join(root, 'src', 'client', 'errors.ts'), 'utf8'),
    )!;
    const [, listed] = read('docs/api.md').split(/<!-- \/?errors -->/);
    const codes = [...listed!.matchAll(/^\| ([A-Z_]+) /gm)].map(([, code]) => code!);
    expect([...known!.matchAll(/'(\w+)'/g)].map(([, code]) => code!).sort()).toEqual(
      [...codes, 'NETWORK_ERROR'].sort(),
    );
  });

  it('say why each library is used', () => {
    expect(Object.keys(libraries).sort()).toEqual(Object.keys(manifest.dependencies).sort());
    const folder = path.join(root, 'src', 'console');
    const imported = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.m?tsx?$/.test(file))
      .flatMap((file) => [
        ...readFileSync(path.join(folder, file), 'utf8').matchAll(/(?:from|import) '(@?[\w-]+(?:\/[\w-]+)?)/g),
      ])
      .map(([, name]) => (name!.startsWith('@') ? name! : name!.split('/')[0]!))
      .filter((name) => !['node', 'tallyport', 'graphql'].includes(name));
    expect([...new Set(imported)].sort()).toEqual(Object.keys(consoleLibraries).sort());
  });

  it('explain each close code with which a server closes a socket', () => {
    const ofClients = ['InternalClientError', 'BadResponse', 'ConnectionAcknowledgementTimeout'];
    const codes = Object.entries(CloseCode).filter(
      ([name, code]) => typeof code === 'number' && !ofClients.includes(name),
    );
    const table = read('docs/exports.md').split('### Close codes')[1]!;
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter(([, code]) => !new RegExp(`^\\|[^|]*\\b${code}\\b`, 'm').test(table))).toEqual([]);
  });

  it.each(documents)('name only scripts that exist: %s', (document) => {
    const named = [...read(document).matchAll(/npm run (?:--silent |-s )?([a-z:]+)/g)].map((match) => match[1]!);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it.each(documents)('link only to files and headings that exist: %s', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, file, heading]) => {
      const target = file ? path.join(path.dirname(document), file) : document;
      if (!existsSync(path.join(root, target))) return true;
      return heading !== undefined && !headingsOf(target).includes(heading);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it.each(documents)('show only GraphQL that the schema accepts: %s', (document) => {
    const examples = [...read(document).matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
    expect(examples.flatMap((text) => validate(schema, parse(text)).map(({ message }) => message))).toEqual([]);
  });

  it.each(documents)('have no sentence of more than 30 words: %s', (document) => {
    const prose = read(document)
      .replace(/^```[\s\S]*?^```$|^    .*$|^\|.*$|^#.*$|^<!--.*$/gm, '\n')
      .replace(/`[^`]*`/g, 'code')
      .replace(/^\s*(?:[-*]|\d+\.) /gm, '\n');
    const sentences = prose.split(/\n\s*\n|(?<=[.!?:])\s/);
    expect(sentences.filter((sentence) => sentence.split(/\s+/).filter(Boolean).length > 30)).toEqual([]);
  });

  it('start with a README that is short', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(160);
  });
});

const headingsOf = (document: string): string[] =>
  [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
