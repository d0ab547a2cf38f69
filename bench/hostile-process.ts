import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** What a process of hostile clients does until it is killed. Clients without a token do not sign in. */
export type Attack =
  | { readonly kind: 'unread'; readonly url: string; readonly tokens: readonly (string | null)[] }
  | { readonly kind: 'operations'; readonly url: string; readonly tokens: readonly string[] }
  | {
      readonly kind: 'queries';
      readonly url: string;
      readonly token: string;
      readonly count: number;
      readonly query: string;
    }
  | { readonly kind: 'trickle'; readonly url: string; readonly count: number };

/** The message that the process sends to its parent twice per second. */
export interface AttackState {
  readonly open: number;
  readonly ended: number;
}

let [open, ended] = [0, 0];
setInterval(() => process.send!({ open, ended } satisfies AttackState), 500);

const messageBytes = 95_000;
const largeQuery = '{ users(first: 100) { nodes { id username firstName lastName email bio } } }';
const streamOf = (socket: WebSocket): Socket => (socket as unknown as { _socket: Socket })._socket;

/**
 * Opens a socket, signs in, stops reading, and sends the messages from `next` as long as it can. Reconnects when the
 * server ends the socket.
 */
function flood(
  url: string,
  token: string | null,
  first: (socket: WebSocket) => void,
  next: (() => string) | null,
  everyMs = 10,
): void {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  let isOver = false;
  const reconnect = (): void => {
    if (isOver) return;
    isOver = true;
    ended++;
    setTimeout(() => flood(url, token, first, next, everyMs), 100);
  };
  const start = (): void => {
    streamOf(socket).pause();
    first(socket);
    const send = (): void => {
      if (socket.readyState !== WebSocket.OPEN) return;
      // A socket that does not read notices its end only when it writes.
      for (let count = 0; next && count * everyMs < 500 && socket.bufferedAmount < 2 * messageBytes; count++)
        socket.send(next());
      setTimeout(send, everyMs);
    };
    send();
  };
  socket.on('open', () => {
    open++;
    if (token) socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    else start();
  });
  socket.once('message', start);
  socket.on('error', reconnect);
  socket.on('close', () => {
    open--;
    reconnect();
  });
}

async function run(attack: Attack): Promise<void> {
  const { url } = attack;
  let id = 0;
  if (attack.kind === 'unread') {
    const ping = JSON.stringify({ type: 'ping', payload: { large: 'x'.repeat(messageBytes) } });
    for (const token of attack.tokens) {
      // Without a token: an incomplete message of maximum size. With a token: large results and pings.
      const first = (socket: WebSocket): void => {
        if (token)
          for (let one = 0; one < 2; one++)
            socket.send(JSON.stringify({ id: String(++id), type: 'subscribe', payload: { query: largeQuery } }));
        else socket.send('x'.repeat(15_000), { fin: false });
      };
      flood(url, token, first, token ? () => ping : null, 3000);
      await pause(2);
    }
  } else if (attack.kind === 'operations') {
    for (const token of attack.tokens)
      flood(
        url,
        token,
        () => undefined,
        () =>
          JSON.stringify({
            id: String(++id),
            type: 'subscribe',
            payload: { query: 'subscription { exportActivity { id state } }' },
          }),
      );
  } else if (attack.kind === 'queries') {
    const agent = new Agent({ keepAlive: true });
    const body = JSON.stringify({ query: attack.query });
    const sendQuery = (): void => {
      const sent = request(
        `${url}/graphql`,
        {
          method: 'POST',
          agent,
          headers: { 'content-type': 'application/json', authorization: `Bearer ${attack.token}` },
        },
        (response) =>
          response.resume().on('end', () => {
            ended++;
            // Respects Retry-After, because the waiting operations are measured, not the refusals.
            if (response.statusCode === 429) setTimeout(sendQuery, 5000);
            else setImmediate(sendQuery);
          }),
      );
      sent.on('error', () => setTimeout(sendQuery, 10)).end(body);
    };
    for (let one = 0; one < attack.count; one++) sendQuery();
  } else {
    for (let one = 0; one < attack.count; one++) {
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), allowHalfOpen: true }, () => {
        open++;
        socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: ');
      });
      const drip = setInterval(() => socket.write('x'), 100);
      socket.on('data', () => undefined).on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(drip);
        open--;
        ended++;
      });
    }
  }
}

process.once('message', (attack: Attack) => void run(attack));
