import { WebSocket } from 'ws';

/** The only message from the parent to a process of watchers. */
export interface WatchTask {
  readonly url: string;
  /** One watcher per token. All connect at once. */
  readonly tokens: readonly string[];
  readonly query: string;
  readonly variables: object;
}

/** A message to the parent. Times are milliseconds of the machine's monotonic clock, which all processes share. */
export type WatchReport =
  /** When the n-th state arrived at each watcher of the process, and the frame that one of them received. */
  | { readonly state: number; readonly atMs: number[]; readonly frame: string }
  | { readonly lost: string }
  /** How many watchers received this state as the last one before `complete`. */
  | { readonly completed: number; readonly frame: string };

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const send = (report: WatchReport): void => void process.send!(report);

/** Runs many watchers in a separate process, so that their cost is not part of the server's. */
function watch({ url, tokens, query, variables }: WatchTask): void {
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
      if (!isOver) send({ lost: why });
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
        if (count === tokens.length) send({ completed: count, frame: last });
        return;
      }
      if (!text.startsWith('{"id":"1","type":"next"')) return lose(text);
      last = text;
      const atMs = (arrivals[states] ??= []);
      atMs.push(nowMs());
      if (atMs.length === tokens.length) send({ state: states, atMs, frame: text });
      states++;
    });
    socket.on('error', (error) => lose(error.message));
    socket.on('close', (code) => lose(`closed with ${code}`));
  };
  tokens.forEach(one);
}

process.once('message', (task: WatchTask) => watch(task));
