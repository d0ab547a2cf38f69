import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { endOfCredential } from '../../../features/auth/ended-credentials';
import { asGraphQLError, isForEndedToken, type LiveOperations, type Recipient } from '../live-operations';
import type { OperationRequest } from '../shared-subscriptions';
import type { EventStreamWriter } from './event-stream-writer';

/** Proxies often close a connection on which nothing was sent for 30 or 60 seconds. */
const commentEveryMs = 12_000;

const nextEvent = (result: string): string => `event: next\ndata: ${result}\n\n`;

/** One operation, and the stream of its results. A stream that ends without the event `complete` has not completed. */
export class EventStream {
  private results: AsyncIterator<ExecutionResult> | undefined;
  private readonly comments: NodeJS.Timeout;
  private readonly end: NodeJS.Timeout;

  constructor(
    private readonly live: LiveOperations,
    private readonly writer: EventStreamWriter,
    private readonly origin: Pick<Recipient, 'client' | 'viewer' | 'requestId'>,
    maxMs: number,
  ) {
    this.comments = setInterval(() => writer.comment(), commentEveryMs);
    this.end = setTimeout(() => writer.end(), maxMs);
  }

  async run(request: OperationRequest): Promise<void> {
    const { live, writer } = this;
    // Some browsers report a response only when its first bytes arrive.
    writer.comment();
    try {
      const started = await live.start(request, {
        ...this.origin,
        isGone: () => !writer.isOpen,
        send: (state, onSent) => writer.send(nextEvent(state), onSent),
      });
      if (!('document' in started)) await this.send({ errors: started });
      else if (!started.results) await this.send(await live.execute(started));
      else {
        this.results = started.results;
        if (!writer.isOpen) return this.close();
        for await (const result of started.results) await this.send(result);
      }
    } catch (error) {
      await this.send({ errors: [asGraphQLError(error)] });
    }
    // Without `data`, a browser's EventSource would ignore it.
    writer.send('event: complete\ndata:\n\n');
    writer.end();
  }

  /** Ends the operation. Called when the connection is closed. */
  close(): void {
    clearInterval(this.comments);
    clearTimeout(this.end);
    void this.results?.return?.();
  }

  private send(result: ExecutionResult): Promise<void> {
    const { writer } = this;
    const formatted = this.format(result);
    return new Promise((resolve) => {
      if (isForEndedToken(formatted)) {
        const end = this.format({ errors: [asGraphQLError(endOfCredential(this.origin.viewer))] });
        writer.send(nextEvent(JSON.stringify(end)), resolve);
        writer.end();
      } else writer.send(nextEvent(JSON.stringify(formatted)), resolve);
    });
  }

  private format(result: ExecutionResult): FormattedExecutionResult {
    const { requestId, client } = this.origin;
    return this.live.format(result, { requestId, language: client.language });
  }
}
