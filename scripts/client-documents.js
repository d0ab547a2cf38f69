// Writes generated.ts next to each documents.graphql in src/: the types and texts of the operations there.
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const graphql = require('graphql');

const source = path.join(__dirname, '..', 'src');
/** Each folder with operations, and where it finds the package. */
const folders = { client: '.', console: '../client', 'console/settings': '../../client' };
const targetOf = (folder) => path.join(source, folder, 'generated.ts');

const specifiedScalars = {
  ID: 'string',
  String: 'string',
  Boolean: 'boolean',
  Int: 'number',
  Float: 'number',
};

/**
 * The content of generated.ts in a folder of `src/`, with `scalarTypes` of src/platform/graphql/scalars.ts. Throws if an
 * operation is not valid for the schema.
 */
function clientDocuments(folder, scalarTypes) {
  const scalars = { ...specifiedScalars, ...scalarTypes };
  const schema = graphql.buildSchema(readFileSync(path.join(__dirname, '..', 'schema.graphql'), 'utf8'));
  const { definitions } = graphql.parse(readFileSync(path.join(source, folder, 'documents.graphql'), 'utf8'));
  const document = { kind: graphql.Kind.DOCUMENT, definitions };
  const problems = graphql.validate(schema, document);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));

  const fragments = new Map(
    definitions
      .filter(({ kind }) => kind === graphql.Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const operations = definitions.filter(({ kind }) => kind === graphql.Kind.OPERATION_DEFINITION);
  /** The enums and inputs in use, by name. A name is added before its text, because inputs refer to each other. */
  const declarations = new Map();
  /** Those that the package declares already. */
  const ofPackage = new Set();
  const packageText = folder === 'client' ? '' : clientDocuments('client', scalarTypes);

  const contents = [
    ...[...fragments].map(
      ([name, { typeCondition, selectionSet }]) =>
        `${comment(schema.getType(typeCondition.name.value))}export interface ${name} ${fieldsOf(
          schema.getType(typeCondition.name.value),
          selectionSet,
        )}`,
    ),
    ...operations.map(operationText),
  ];
  const shared = [...ofPackage].sort().join(', ');
  const imports = [
    ...(shared ? [`import type { ${shared} } from '${folders[folder]}/generated.js';`] : []),
    `import { type TypedDocument, typedDocument } from '${folders[folder]}/typed-document.js';`,
  ];
  const declared = [...declarations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  const note = '// Written by `npm run schema` from schema.graphql and documents.graphql. Do not edit.';
  return `${[note, imports.join('\n'), ...contents, ...declared].join('\n\n')}\n`;

  function operationText(operation) {
    const name = operation.name.value;
    const root = schema.getRootType(operation.operation);
    const variables = (operation.variableDefinitions ?? []).map(({ variable, type, defaultValue }) => ({
      name: variable.name.value,
      type: graphql.typeFromAST(schema, type),
      defaultValue,
    }));
    const spreads = [];
    graphql.visit(operation, { FragmentSpread: ({ name: { value } }) => void spreads.push(value) });
    const text = [...new Set(spreads)].map((spread) => print(fragments.get(spread)));
    return [
      `export interface ${name}Result ${fieldsOf(root, operation.selectionSet)}`,
      variables.length > 0 ? `export interface ${name}Variables ${inputFieldsOf(variables)}` : '',
      `export const ${name}Document: TypedDocument<${name}Result, ${variables.length > 0 ? `${name}Variables` : '{}'}> =`,
      `  /* @__PURE__ */ typedDocument(\`${[print(operation), ...text].join(' ')}\`);`,
    ]
      .filter(Boolean)
      .join('\n');
  }

  /** The type of a selection on an object type. */
  function fieldsOf(type, { selections }) {
    const spreads = selections.flatMap(({ kind, name }) => (kind === graphql.Kind.FRAGMENT_SPREAD ? [name.value] : []));
    const fields = selections.filter(({ kind }) => kind === graphql.Kind.FIELD);
    const lines = fields.map(({ name: { value: name }, alias, selectionSet, directives }) => {
      if (name === '__typename') return `  __typename: '${type.name}';`;
      const field = type.getFields()[name];
      const ofNamed = selectionSet && fieldsOf(graphql.getNamedType(field.type), selectionSet);
      return indent(
        `${comment(field)}${alias?.value ?? name}${directives?.length > 0 ? '?' : ''}: ${typeOf(field.type, ofNamed)};`,
      );
    });
    return [...spreads, ...(lines.length > 0 ? [`{\n${lines.join('\n')}\n}`] : [])].join(' & ');
  }

  function inputFieldsOf(fields) {
    const lines = fields.map((field) => {
      const isOptional = !graphql.isNonNullType(field.type) || field.defaultValue !== undefined;
      return indent(`${comment(field)}${field.name}${isOptional ? '?' : ''}: ${typeOf(field.type)};`);
    });
    return `{\n${lines.join('\n')}\n}`;
  }

  function typeOf(type, ofNamed) {
    if (graphql.isNonNullType(type)) return withoutNull(type.ofType, ofNamed);
    return `${withoutNull(type, ofNamed)} | null`;
  }

  function withoutNull(type, ofNamed) {
    if (graphql.isListType(type)) {
      const item = typeOf(type.ofType, ofNamed);
      return /^\w+$/.test(item) ? `${item}[]` : `Array<${item}>`;
    }
    if (ofNamed) return ofNamed;
    if (graphql.isScalarType(type)) {
      if (!(type.name in scalars)) throw new Error(`scalarTypes has no type for ${type.name}`);
      return scalars[type.name];
    }
    if (new RegExp(`^export (type|interface) ${type.name}\\b`, 'm').test(packageText)) ofPackage.add(type.name);
    else if (!declarations.has(type.name)) {
      declarations.set(type.name, '');
      declarations.set(
        type.name,
        graphql.isEnumType(type)
          ? `${comment(type)}export type ${type.name} =\n${type
              .getValues()
              .map((value) => indent(`${comment(value)}| '${value.name}'`))
              .join('\n')};`
          : `${comment(type)}export interface ${type.name} ${inputFieldsOf(Object.values(type.getFields()))}`,
      );
    }
    return type.name;
  }
}

const print = (node) => graphql.stripIgnoredCharacters(graphql.print(node));

const indent = (text) => text.replace(/^/gm, '  ');

const comment = ({ description, deprecationReason }) => {
  const text = [description, deprecationReason && `@deprecated ${deprecationReason}`].filter(Boolean).join('\n');
  return text ? `/** ${text.replace(/\*\//g, '* /').replace(/\n/g, '\n * ')} */\n` : '';
};

module.exports = { clientDocuments, folders: Object.keys(folders), targetOf };
if (require.main === module) {
  const { scalarTypes } = require('../dist/platform/graphql/scalars');
  for (const folder of Object.keys(folders)) writeFileSync(targetOf(folder), clientDocuments(folder, scalarTypes));
}
