import type { ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Config } from '../../../config';
import { because } from '../../../error-reasons';
import { misuse, unauthenticated } from '../../../errors';
import { anonymousViewer } from '../../anonymous-viewer';
import { BadRequest, misusedRequest, prefersEventStream } from '../../http/refusals';
import { addressOf, type Operations } from '../../operations';
import type { ConnectionLimits } from '../connection-limits';
import type { LiveOperations } from '../live-operations';
import type { OperationRequest } from '../shared-subscriptions';
import { EventStream } from './event-stream';
import { EventStreamWriter } from './event-stream-writer';

/** Time in which clients must read the rest of their streams when the server stops. */
const stopMs = 2000;

/** Why a stream is refused on a connection that was open before the stop. */
const stopping = new BadRequest(503, 'This server is stopping. Try again.', 'SERVICE_UNAVAILABLE', {
  retryAfter: 5,
  ...because('SERVER_AWAY'),
});

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // A proxy that compresses would hold events back.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  // No request may wait on this connection until the stream has ended.
  Connection: 'close',
};

/**
 * Serves GraphQL over Server-Sent Events, each operation on a connection of its own: a POST of an operation that accepts
 * `text/event-stream`. graphql-sse has a server too, but it keeps any number of events for a client that does not read.
 */
export class EventStreams {
  private readonly open = new Map<ServerResponse, EventStreamWriter>();
  private isStopping = false;

  constructor(
    private readonly live: LiveOperations,
    private readonly connections: ConnectionLimits,
    private readonly operations: Operations,
    private readonly config: Config,
  ) {}

  /** Answers requests that prefer an event stream. Their viewer and body have been checked. */
  readonly handler: RequestHandler = (request, response, next) => {
    if (!prefersEventStream(request)) return next();
    // The client has disconnected in the meantime, so no close event would end the stream.
    if (response.destroyed) return;
    const operation = operationOf(request.body as Record<string, unknown>);
    const viewer = request.viewer!;
    if (viewer === anonymousViewer) throw unauthenticated();
    if (this.isStopping) throw stopping;
    // A further request on the connection of an open stream: it would wait for the end of that.
    if (response.socket === null) throw misusedRequest(400, 'Open each event stream on a connection of its own.');
    const address = addressOf(request, this.config) ?? '';
    const refusal = this.connections.refusalOf(address);
    if (refusal) throw refusal;
    const connection = this.connections.admit(address);
    response.once('close', () => connection.release());
    const tooMany = connection.signIn(viewer.userId);
    if (tooMany) throw tooMany;

    const { limits } = this.config;
    const writer = new EventStreamWriter(
      response,
      request.socket,
      { maxBytes: limits.sendBytes, drainMs: limits.silenceMs },
      this.connections.sendBudget,
    );
    response.set(headers);
    const origin = { client: this.operations.clientOf(request), viewer, requestId: request.requestId };
    const stream = new EventStream(this.live, writer, origin, limits.streamMs);
    this.open.set(response, writer);
    response.once('close', () => {
      this.open.delete(response);
      stream.close();
    });
    void stream.run(operation);
  };

  /** Ends every stream. Its client connects again, because the operation has not completed. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const patience = setTimeout(() => this.open.forEach((writer) => writer.terminate()), stopMs);
    await Promise.all(
      [...this.open].map(
        ([response, writer]) =>
          new Promise((resolve) => {
            response.once('close', resolve);
            writer.end();
          }),
      ),
    );
    clearTimeout(patience);
  }
}

/** graphql-ws and Apollo Server check the same in their requests. */
function operationOf({ query, operationName, variables, extensions }: Record<string, unknown>): OperationRequest {
  if (typeof query !== 'string') throw misuse('query', '`query` must be the text of an operation.');
  if (typeof (operationName ?? '') !== 'string') throw misuse('operationName', '`operationName` must be a text.');
  if (!isObjectOrNothing(variables)) throw misuse('variables', '`variables` must be a JSON object.');
  if (!isObjectOrNothing(extensions)) throw misuse('extensions', '`extensions` must be a JSON object.');
  return { query, operationName: operationName as string | undefined, variables, extensions };
}

const isObjectOrNothing = (value: unknown): value is Record<string, unknown> | null | undefined =>
  typeof (value ?? {}) === 'object' && !Array.isArray(value);
