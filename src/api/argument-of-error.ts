import { BREAK, Kind, parse, visit, type ASTNode, type GraphQLError } from 'graphql';

/**
 * The argument that an error of graphql-js is about, as a path like `input.filter.users.search`; undefined when it is about
 * none. graphql-js only says where in the document, or which variable.
 */
export function argumentOf(error: GraphQLError): string | undefined {
  const quoted = /\bargument "(\w+)"/i.exec(error.message)?.[1];
  const body = error.source?.body;
  if (!body || error.message.startsWith('Syntax Error')) return quoted;
  const field = /\bField "(?:\w+\.)?(\w+)" (?:of required type|is not defined)/.exec(error.message)?.[1];
  const variable = /^Variable "\$(\w+)"(?:.* at "\w+((?:\[\d+\]|\.\w+)+)";)?/s.exec(error.message);
  if (variable) {
    const [, name, within] = variable;
    const below = [within?.replace(/\[\d+\]/g, '').slice(1), field].filter(Boolean).join('.');
    return pathTo(body, (node) => node.kind === Kind.VARIABLE && node.name.value === name, below) ?? name;
  }
  const start = error.positions?.[0];
  const standsThere = (node: ASTNode): boolean => node.loc?.start === start && node.kind !== Kind.FIELD && node.kind !== Kind.DOCUMENT;
  return (start === undefined ? undefined : pathTo(body, standsThere, field)) ?? quoted;
}

function pathTo(body: string, isIt: (node: ASTNode) => boolean, below?: string): string | undefined {
  let found: string | undefined;
  visit(parse(body), {
    enter(node, _key, parent, _path, ancestors) {
      if (!isIt(node)) return undefined;
      const names = [...ancestors, parent, node].flatMap((above) =>
        above && 'kind' in above && (above.kind === Kind.ARGUMENT || above.kind === Kind.OBJECT_FIELD) ? [above.name.value] : [],
      );
      if (names.length === 0) return undefined;
      // An unknown field of a literal is already the last of the names.
      found = [...names, ...(below && names.at(-1) !== below ? [below] : [])].join('.');
      return BREAK;
    },
  });
  return found;
}
