import { WebSocket } from 'ws';

/** What a process of watchers is told to do: once, and then it only tells. */
export interface Order {
  readonly url: string;
  /** One watcher for each, all at once. */
  readonly tokens: readonly string[];
  readonly query: string;
  readonly variables: object;
}

/** What it tells; times are milliseconds of the machine's own clock, which all processes share. */
export type Told =
  /** When the n-th state came to each of its watchers, and what came to one of them. */
  | { readonly state: number; readonly atMs: number[]; readonly frame: string }
  | { readonly lost: string }
  /** How many of its watchers had this state last and were then told that it is the end. */
  | { readonly completed: number; readonly frame: string };

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const tell = (told: Told): void => void process.send!(told);

/** A process of its own with many watchers: what they cost is not the server's. */
function watch({ url, tokens, query, variables }: Order): void {
  const arrivals: number[][] = [];
  const completed = new Map<string, number>();
  const one = (token: string): void => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    let states = 0;
    let last = '';
    let isOver = false;
    const lose = (why: string): void => {
      if (!isOver) tell({ lost: why });
      isOver = true;
    };
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    );
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('{"type":"connection_ack"'))
        return socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
      if (text === '{"id":"1","type":"complete"}') {
        isOver = true;
        const count = (completed.get(last) ?? 0) + 1;
        completed.set(last, count);
        if (count === tokens.length) tell({ completed: count, frame: last });
        return;
      }
      if (!text.startsWith('{"id":"1","type":"next"')) return lose(text);
      last = text;
      const atMs = (arrivals[states] ??= []);
      atMs.push(nowMs());
      if (atMs.length === tokens.length) tell({ state: states, atMs, frame: text });
      states++;
    });
    socket.on('error', (error) => lose(error.message));
    socket.on('close', (code) => lose(`closed with ${code}`));
  };
  tokens.forEach(one);
}

process.once('message', (order: Order) => watch(order));
