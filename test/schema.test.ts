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
    expect(written).toContain(promised);
  });
});
