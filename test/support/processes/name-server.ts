import { createSocket, type RemoteInfo } from 'node:dgram';
import { getServers, setServers } from 'node:dns/promises';
import { once } from 'node:events';

const textType = 16;
const fails = { NXDOMAIN: 3, SERVFAIL: 2 } as const;

export interface TestNameServer {
  /** The TXT records of each domain, or how it fails. Any other domain does not exist. */
  readonly domains: Record<string, readonly string[] | keyof typeof fails>;
  /** The names that were looked up. */
  readonly queries: string[];
  /** Answers wait for it. */
  gate: Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a small name server, which answers all lookups of this process until it stops. */
export async function startNameServer(): Promise<TestNameServer> {
  const socket = createSocket('udp4');
  const domains: TestNameServer['domains'] = {};
  const queries: string[] = [];
  socket.on('message', (query: Buffer, { port, address }: RemoteInfo) => {
    const { name, end } = questionOf(query);
    queries.push(name);
    void server.gate.then(() =>
      socket.send(responseTo(query.subarray(0, end), domains[name] ?? 'NXDOMAIN'), port, address),
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const before = getServers();
  setServers([`127.0.0.1:${socket.address().port}`]);
  const server: TestNameServer = {
    domains,
    queries,
    gate: Promise.resolve(),
    async stop() {
      setServers(before);
      socket.close();
      await once(socket, 'close');
    },
  };
  return server;
}

function questionOf(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

/** A response by RFC 1035 to the head and question of a query. */
function responseTo(question: Buffer, answer: readonly string[] | keyof typeof fails): Buffer {
  const records = typeof answer === 'string' ? [] : answer;
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180 + (typeof answer === 'string' ? fails[answer] : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...records.map(textRecord)]);
}

function textRecord(text: string): Buffer {
  const parts = text.match(/.{1,255}/g) ?? [''];
  const content = Buffer.concat(parts.map((part) => Buffer.from([part.length, ...Buffer.from(part, 'latin1')])));
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(textType, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(content.length, 10);
  return Buffer.concat([record, content]);
}
