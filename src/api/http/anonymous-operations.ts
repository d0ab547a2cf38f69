import express, { type RequestHandler } from 'express';
import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import { misuse, unauthenticated } from '../../errors';
import { isAnonymous } from '../../platform/graphql/anonymous';
import { anonymousViewer } from '../anonymous-viewer';

const maxBytes = 4096;
const maxTokens = 100;

/**
 * Refuses requests without a viewer, unless their operation needs none. Everything else about them, such as whether the
 * operation is valid, is answered by 401 alone. An operation that needs no viewer must be valid. Why it is not would
 * reveal the schema: by suggestions, and by the types that variables and fragments may name.
 */
export function requireViewerOrAnonymous(schema: GraphQLSchema): RequestHandler {
  const readBody = express.json({ type: 'application/json', limit: maxBytes, inflate: false });
  return (request, response, next) => {
    if (request.viewer) return next();
    // The parser would first read all of a body that is too large.
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw unauthenticated();
    readBody(request, response, (error?: unknown) => {
      const document = error ? null : parsed((request.body as { query?: unknown } | undefined)?.query);
      if (!document || !isAnonymous(schema, document)) return next(unauthenticated());
      if (validate(schema, document, undefined, { maxErrors: 1 }).length > 0) return next(invalid());
      request.viewer = anonymousViewer;
      next();
    });
  };
}

const invalid = (): Error =>
  misuse('query', 'This operation is not valid. Sign in, or send it with an access token, to see why.');

function parsed(query: unknown): DocumentNode | null {
  try {
    return parse(query as string, { noLocation: true, maxTokens });
  } catch {
    return null;
  }
}
