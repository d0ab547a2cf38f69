import { type ASTNode, BREAK, type DocumentNode, type GraphQLError, Kind, parse, visit } from 'graphql';

/**
 * Returns the path of the argument that an error of graphql-js is about, like `input.filter.users.search` or
 * `input.7.endsAt`; undefined if there is none. A list of plain values is named as a whole. graphql-js reports only a
 * position in the document, or a variable.
 */
export function argumentOf(error: GraphQLError): string | undefined {
  const quoted = /\bargument "(\w+)"/i.exec(error.message)?.[1];
  const body = error.source?.body;
  if (!body || error.message.startsWith('Syntax Error')) return quoted;
  const field = /\bField "(?:\w+\.)?(\w+)" (?:of required type|is not defined)/.exec(error.message)?.[1];
  const variable = /^Variable "\$(\w+)"(?:.* at "\w+((?:\[\d+\]|\.\w+)+)";)?/s.exec(error.message);
  if (variable) {
    const [, name, within] = variable;
    return argumentOfVariable(
      parse(body),
      name!,
      [within?.replace(/\[(\d+)\]/g, '.$1').slice(1), field].filter(Boolean).join('.'),
    );
  }
  const start = error.positions?.[0];
  const isAtError = (node: ASTNode): boolean =>
    node.loc?.start === start && node.kind !== Kind.FIELD && node.kind !== Kind.DOCUMENT;
  return (start === undefined ? undefined : pathTo(parse(body), isAtError, field)) ?? quoted;
}

/** Returns the path of the argument that uses a variable, or else the variable's name, followed by `below`. */
const argumentOfVariable = (document: DocumentNode, name: string, below?: string): string =>
  pathTo(document, (node) => node.kind === Kind.VARIABLE && node.name.value === name, below) ??
  [name, below].filter(Boolean).join('.');

function pathTo(document: DocumentNode, matches: (node: ASTNode) => boolean, below?: string): string | undefined {
  let found: string | undefined;
  visit(document, {
    enter(node, _key, _parent, path) {
      if (!matches(node)) return undefined;
      const names = namesOn(document, path);
      if (names.length === 0) return undefined;
      // An unknown field of a literal is already the last of the names.
      found = [...names, ...(below && names.at(-1) !== below ? [below] : [])].join('.').replace(/(\.\d+)+$/, '');
      return BREAK;
    },
  });
  return found;
}

/** Returns the names of arguments and input fields, and the indexes in lists, on the path to a node. */
function namesOn(document: DocumentNode, path: readonly (string | number)[]): string[] {
  let current: unknown = document;
  return path.flatMap((key, index) => {
    current = (current as Record<string | number, unknown>)[key];
    if (path[index - 1] === 'values') return [String(key)];
    const { kind, name } = current as { kind?: Kind; name?: { value: string } };
    return kind === Kind.ARGUMENT || kind === Kind.OBJECT_FIELD ? [name!.value] : [];
  });
}
