import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** For the rest of the answer to be read, and for the rest of a request that was answered early to arrive. */
const lingerMs = 2000;

/** `end` alone leaves the connection open for as long as its client does not close it, too. */
export function endSoon(socket: Duplex, answer: string): void {
  socket.end(answer);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}

/**
 * Ends the connections of clients that have their answer and still send the request, or that do not read the answer.
 */
export function endLingering(server: Server, silenceMs: number): void {
  server.on('request', (request, response) => {
    response.once('prefinish', () => request.socket.setTimeout(silenceMs));
    response.once('finish', () => {
      if (request.complete) return;
      // Whoever stopped reading the body would keep its end from arriving.
      request.resume();
      const timer = setTimeout(() => !request.complete && request.socket.destroy(), lingerMs);
      // Of the request, not of its connection, which may carry many.
      request.once('close', () => clearTimeout(timer));
    });
  });
  // Node would answer this by itself, past the above. An expectation that is not known may be ignored.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
