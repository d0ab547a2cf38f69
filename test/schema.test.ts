import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildSchema,
  findBreakingChanges,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  print,
  visit,
} from 'graphql';
import manifest from '../package.json';
import { createSchema, printedSchema } from '../src/api/graphql/schema';
import { scalarTypes } from '../src/platform/graphql/scalars';
import { deprecatedParts } from './support/schema-parts';

const root = path.join(__dirname, '..');

/** The schema of the last release. `RELEASE_SCHEMA=1` writes the current one, as CONTRIBUTING.md describes. */
const releasedFile = path.join(__dirname, 'released-schema.graphql');
if (process.env.RELEASE_SCHEMA) {
  const withoutDescriptions = visit(parse(printedSchema()), {
    enter: (node) => ('description' in node && node.description ? { ...node, description: undefined } : undefined),
  });
  writeFileSync(
    releasedFile,
    `# Release ${manifest.version}, without descriptions.\n\n${print(withoutDescriptions)}\n`,
  );
}
const released = readFileSync(releasedFile, 'utf8');

const breakingChanges = (before: string, after: GraphQLSchema): string[] =>
  findBreakingChanges(buildSchema(before), after).map(({ description }) => description);

describe('schema.graphql', () => {
  it('is what the code emits: `npm run schema` writes it again', () => {
    expect(readFileSync(path.join(root, 'schema.graphql'), 'utf8')).toBe(printedSchema());
  });

  it('is what the operations of the package and of the console were written from', () => {
    const { clientDocuments, folders, targetOf } = require('../scripts/client-documents');
    for (const folder of folders)
      expect(readFileSync(targetOf(folder), 'utf8')).toBe(clientDocuments(folder, scalarTypes));
  });

  it('describes every type, field, argument and value', () => {
    const silent: string[] = [];
    const look = (name: string, described: { description?: string | null }): void =>
      void (described.description?.trim() || silent.push(name));
    for (const type of Object.values(createSchema().getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      if (!['Query', 'Mutation', 'Subscription'].includes(type.name)) look(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
      if (isInputObjectType(type))
        for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
      if (isObjectType(type) || isInterfaceType(type)) {
        for (const field of Object.values(type.getFields())) {
          look(`${type.name}.${field.name}`, field);
          for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
        }
      }
    }
    expect(silent).toEqual([]);
  });

  it('has only the breaking changes since the last release that docs/versioning.md lists', () => {
    const document = readFileSync(path.join(root, 'docs', 'versioning.md'), 'utf8');
    const table = document.split('<!-- breaking changes -->')[1]!.split('<!-- /breaking changes -->')[0]!;
    const listed = [...table.matchAll(/^\| (.+?) \| .+ \|$/gm)].map(([, change]) => change!).slice(2);
    expect(breakingChanges(released, createSchema()).sort()).toEqual(listed.sort());
  });

  it('is compared with the release that the changelog has last', () => {
    const [, version] = /^## (\d\S*)/m.exec(readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'))!;
    expect(released).toContain(`# Release ${version},`);
  });

  it('is compared field by field, argument by argument and value by value', () => {
    const older = released
      .replace('type Query {', 'type Query {\n  removed: Int')
      .replace('enum ExportFormat {', 'enum ExportFormat {\n  REMOVED')
      .replace('  users(', '  users(removed: Int, ');
    expect(breakingChanges(older, createSchema()).sort()).toEqual([
      'Query.removed was removed.',
      'Query.users arg removed was removed.',
      'REMOVED was removed from enum type ExportFormat.',
    ]);
  });

  it('names the replacement of each deprecated part', () => {
    const silent = deprecatedParts(createSchema()).filter(({ reason }) => !/`\w+/.test(reason));
    expect(silent).toEqual([]);
  });

  // What clients, saved queries and checks are written against.
  it.each([
    ['Query', 'viewer: Viewer!'],
    ['Query', 'organization: Organization!'],
    ['Query', 'user(id: ID, username: String): User'],
    ['Query', 'export(id: ID!): Export'],
    ['Mutation', 'startExport(input: StartExportInput!): StartExportPayload!'],
    ['Mutation', 'cancelExport(id: ID!): Export!'],
    ['Subscription', 'exportProgress(id: ID!): Export!'],
    [
      'Subscription',
      'exportActivity(datasets: [ExportDataset!], formats: [ExportFormat!], requestedAt: InstantRange, requestedBy: [ID!], since: DateTime, states: [ExportState!]): Export!',
    ],
    ['User', 'username: String!'],
    ['User', 'bookingActivity(asOf: DateTime): BookingActivity'],
    ['User', 'invoicing(asOf: DateTime): InvoiceTotals'],
    ['User', 'createdAt: DateTime!'],
    ['BookingActivity', 'thisMonth: BookingCounts!'],
    ['BookingActivity', 'firstDate: BookingDates!'],
    ['BookingActivity', 'hasBooked: Boolean!'],
    ['BookingCounts', 'booked: Int!'],
    ['BookingDates', 'created: Date'],
    ['InvoiceTotals', 'allTime: Money!'],
    ['Money', 'minorUnits: BigInt!'],
    ['Money', 'decimal: String!'],
    ['Export', 'version: Int!'],
    ['Export', 'progress: ExportProgress!'],
    ['Export', 'file: ExportFile'],
    ['Export', 'requestedBy: User!'],
    ['StartExportPayload', 'deduplicated: Boolean!'],
    ['ExportProgress', 'rowsTotal: Int'],
    ['ExportProgress', 'queuePosition: Int'],
    ['ExportProgress', 'secondsLeft: Int'],
    ['ExportProgress', 'rowsPerSecond: Float'],
    ['ExportProgress', 'bytesWritten: BigInt!'],
    ['ExportFile', 'sha256: String!'],
    ['ExportFile', 'downloadUrl: String!'],
    ['ExportFile', 'downloadUrlExpiresAt: DateTime!'],
    ['ExportFile', 'bytes: BigInt!'],
    ['StartExportInput', 'format: ExportFormat!'],
    ['StartExportInput', 'ids: [ID!]'],
    ['StartExportInput', 'asOf: DateTime'],
    ['StartExportInput', 'columns: [String!]'],
    ['Query', 'import(id: ID!): Import'],
    [
      'Query',
      'imports(after: String, before: String, datasets: [ExportDataset!], first: Int, last: Int, requestedAt: InstantRange, requestedBy: [ID!], states: [ImportState!]): ImportConnection!',
    ],
    ['Mutation', 'startImport(input: StartImportInput!): Import!'],
    ['Mutation', 'applyImport(id: ID!): Import!'],
    ['Mutation', 'cancelImport(id: ID!): Import!'],
    ['Mutation', 'undoImport(id: ID!): Import!'],
    [
      'Mutation',
      'mapImport(blankCells: BlankCells, createMissing: Boolean, dateOrder: DateOrder, decimalSeparator: DecimalSeparator, delimiter: CsvDelimiter, encoding: ImportEncoding, formulaGuard: Boolean, id: ID!, mapping: [ColumnMappingInput!]!, mappingName: String, sheet: String): Import!',
    ],
    ['Subscription', 'importProgress(id: ID!): Import!'],
    [
      'Subscription',
      'importActivity(datasets: [ExportDataset!], requestedAt: InstantRange, requestedBy: [ID!], since: DateTime, states: [ImportState!]): Import!',
    ],
    ['StartImportInput', 'dataset: ExportDataset!'],
    ['StartImportInput', 'fileName: String!'],
    ['StartImportInput', 'createMissing: Boolean!'],
    ['StartImportInput', 'blankCells: BlankCells!'],
    ['StartImportInput', 'dateOrder: DateOrder!'],
    ['StartImportInput', 'applyWhenClean: Boolean!'],
    ['StartImportInput', 'delimiter: CsvDelimiter'],
    ['StartImportInput', 'encoding: ImportEncoding'],
    ['StartImportInput', 'formulaGuard: Boolean!'],
    ['StartImportInput', 'mapping: [ColumnMappingInput!]'],
    ['ColumnMappingInput', 'header: String!'],
    ['ColumnMappingInput', 'column: String'],
    ['ImportState', 'AWAITING_FILE'],
    ['ImportState', 'CHECKING'],
    ['ImportState', 'AWAITING_MAPPING'],
    ['ImportState', 'READY'],
    ['ImportState', 'APPLYING'],
    ['ImportState', 'COMPLETED'],
    ['ImportState', 'FAILED'],
    ['ImportState', 'CANCELLING'],
    ['ImportState', 'CANCELLED'],
    ['ImportState', 'EXPIRED'],
    ['BlankCells', 'KEEP'],
    ['BlankCells', 'CLEAR'],
    ['Import', 'id: ID!'],
    ['Import', 'state: ImportState!'],
    ['Import', 'uploadUrl: String'],
    ['Import', 'columns: [ImportColumn!]'],
    ['Import', 'plan: ImportPlan'],
    ['Import', 'progress: ImportProgress!'],
    ['Import', 'failure: ImportFailure'],
    ['Import', 'files: ImportFiles!'],
    ['Import', 'actions: ImportActions!'],
    ['Import', 'requestedBy: User!'],
    ['Import', 'requestedAt: DateTime!'],
    ['ImportFiles', 'errors: ImportFile'],
    ['ImportFiles', 'undo: ImportFile'],
    ['ImportFiles', 'source: ImportFile'],
    ['ImportPlan', 'created: Int!'],
    ['ImportPlan', 'changed: Int!'],
    ['ImportPlan', 'unchanged: Int!'],
    ['ImportPlan', 'failed: Int!'],
    ['ImportPlan', 'ignoredColumns: [String!]!'],
    ['ImportPlan', 'sample: [ImportSampleRow!]!'],
    [
      'ImportPlan',
      'changes(after: String, before: String, first: Int, hasWarning: Boolean, kinds: [ImportChangeKind!], last: Int): ImportChangeConnection!',
    ],
    [
      'ImportPlan',
      'errors(after: String, before: String, codes: [String!], columns: [String!], first: Int, last: Int): ImportErrorConnection!',
    ],
    ['ImportChange', 'row: Int!'],
    ['ImportChange', 'line: Int!'],
    ['ImportChange', 'username: String!'],
    ['ImportChange', 'column: String!'],
    ['ImportChange', 'old: String'],
    ['ImportChange', 'new: String'],
    ['ImportError', 'row: Int!'],
    ['ImportError', 'line: Int!'],
    ['ImportError', 'column: String'],
    ['ImportError', 'code: String!'],
    ['ImportError', 'message: String!'],
  ])('%s keeps %s', (name, promised) => {
    const type = createSchema().getType(name);
    const fields: (GraphQLField<unknown, unknown> | GraphQLInputField)[] =
      isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
    const written = fields.map((field) => {
      const argumentsOf =
        'args' in field && field.args.length > 0
          ? `(${field.args
              .map((argument) => `${argument.name}: ${String(argument.type)}`)
              .sort()
              .join(', ')})`
          : '';
      return `${field.name}${argumentsOf}: ${String(field.type)}`;
    });
    if (isEnumType(type)) written.push(...type.getValues().map((value) => value.name));
    expect(written).toContain(promised);
  });
});
