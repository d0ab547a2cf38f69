import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Log } from '../../platform/log';

/** The current request. Apollo Server does not pass it to its error formatter. */
export const currentRequest = new AsyncLocalStorage<Request>();

declare module 'express-serve-static-core' {
  interface Request {
    requestId: string;
  }
}

// The first segment only, and only if it is a known one: the rest may be the secret of a link.
const knownPath =
  /^\/(?:graphql|statistics\.csv|downloads|uploads|exports|imports|export-requests|sign-in|sign-out|health|ready)?(?![^/])/;

/** Gives each request an id, which the response repeats in `X-Request-Id`, and logs the request when it has ended. */
export function requestLog(log: Log): RequestHandler {
  return (request, response, next) => {
    request.requestId = randomUUID();
    response.set('X-Request-Id', request.requestId);
    const startedAt = performance.now();
    const path = knownPath.exec(request.path)?.[0] ?? 'unknown';
    response.on('close', () => {
      log.info(
        {
          requestId: request.requestId,
          method: request.method,
          path,
          status: response.statusCode,
          tookMs: Math.round(performance.now() - startedAt),
        },
        'request',
      );
    });
    currentRequest.run(request, next);
  };
}
