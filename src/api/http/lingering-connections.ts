import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Time for the client to read the rest of the response, or to send the rest of a request that was answered early. */
const lingerMs = 2000;

/** Ends a connection. `socket.end` alone would leave it open until the client closes it too. */
export function endSoon(socket: Duplex, answer: string): void {
  socket.end(answer);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}

/** Ends the connections of clients that keep sending an answered request, or that do not read the response. */
export function endLingering(server: Server, silenceMs: number): void {
  server.on('request', (request, response) => {
    response.once('prefinish', () => request.socket.setTimeout(silenceMs));
    response.once('finish', () => {
      if (request.complete) return;
      // An unread body would keep the end of the request from arriving.
      request.resume();
      const timer = setTimeout(() => !request.complete && request.socket.destroy(), lingerMs);
      // Listens to the request, not to its connection, which may carry many requests.
      request.once('close', () => clearTimeout(timer));
    });
  });
  // Node would answer an unknown expectation itself, without the handler above. Ignoring it is allowed.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

/** Answers 408 to requests that have not arrived as a whole after `maxMs`, except for those that `isExempt` names. */
export function limitRequestTime(server: Server, maxMs: number, isExempt: (request: IncomingMessage) => boolean): void {
  server.on('request', (request, response) => {
    if (isExempt(request)) return;
    const timer = setTimeout(() => {
      const error = Object.assign(new Error('the request took too long'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      if (!request.complete) server.emit('clientError', error, request.socket);
    }, maxMs);
    // After the answer, `endLingering` ends the request.
    for (const done of [request, response]) done.once('close', () => clearTimeout(timer));
  });
}
