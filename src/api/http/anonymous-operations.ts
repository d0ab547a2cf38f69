import express, { type RequestHandler } from 'express';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { unauthenticated } from '../../errors';
import { isAnonymous } from '../../platform/graphql/anonymous';
import { anonymousViewer } from '../anonymous-viewer';

const maxBytes = 4096;
const maxTokens = 100;

/**
 * Refuses requests without a viewer, unless their operation needs none. Everything else about them, such as whether the
 * operation is valid, is answered by 401 alone.
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
      request.viewer = anonymousViewer;
      next();
    });
  };
}

function parsed(query: unknown): DocumentNode | null {
  try {
    return parse(query as string, { noLocation: true, maxTokens });
  } catch {
    return null;
  }
}
