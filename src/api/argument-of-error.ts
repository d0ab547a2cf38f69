import { BREAK, Kind, parse, visit, type ASTNode, type GraphQLError } from 'graphql';

/**
 * The argument that an error of graphql-js is about, as a path like `input.filter.users.search`; undefined when it is about
 * none. graphql-js only says where in the document, or which variable.
 */
export function argumentOf(error: GraphQLError): string | undefined {
  const quoted = /\bargument "(\w+)"/i.exec(error.message)?.[1];
  const variable = /^Variable "\$(\w+)"(?:.* at "\w+\.([\w.[\]]+)")?/s.exec(error.message);
  const body = error.source?.body;
  if (!body) return quoted;
  const start = error.positions?.[0];
  return (variable ? pathTo(body, (node) => node.kind === Kind.VARIABLE && node.name.value === variable[1], variable[2]) : undefined)
    ?? (start === undefined ? undefined : pathTo(body, (node) => node.loc?.start === start && node.kind !== Kind.FIELD && node.kind !== Kind.DOCUMENT))
    ?? quoted;
}

function pathTo(body: string, isIt: (node: ASTNode) => boolean, rest?: string): string | undefined {
  let found: string | undefined;
  visit(parse(body), {
    enter(node, _key, _parent, _path, ancestors) {
      if (!isIt(node)) return undefined;
      const names = [...ancestors, node].flatMap((above) =>
        'kind' in above && (above.kind === Kind.ARGUMENT || above.kind === Kind.OBJECT_FIELD) ? [above.name.value] : [],
      );
      if (names.length === 0) return undefined;
      found = [...names, ...(rest ? [rest.replace(/\[\d+\]/g, '')] : [])].join('.');
      return BREAK;
    },
  });
  return found;
}
