import { Agent, request } from 'node:http';
import { cpuMs } from './children';

const connections = 8;

export interface Throughput {
  readonly perSecond: number;
  /** CPU time of the server per request. NaN if the system does not report it. */
  readonly cpuMsEach: number;
}

/** Measures the throughput of a server on keep-alive connections, each of which sends one request after the other. */
export async function throughputOf(
  server: { url: string; pid: number },
  body: string,
  headers: Record<string, string>,
  forMs: number,
): Promise<Throughput> {
  const { url, pid } = server;
  const cpuBefore = cpuMs(pid);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const startedAtMs = performance.now();
  let answered = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - startedAtMs < forMs) {
        await post(url, agent, body, headers);
        answered++;
      }
    }),
  );
  const perSecond = (answered * 1000) / (performance.now() - startedAtMs);
  agent.destroy();
  return { perSecond, cpuMsEach: (cpuMs(pid) - cpuBefore) / answered };
}

/** Returns the text of the response. Throws for a status other than 200 and for errors. */
export function post(
  url: string,
  agent: Agent | undefined,
  body: string,
  headers: Record<string, string>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (response.statusCode === 200 && !text.includes('"errors"')) resolve(text);
          else reject(new Error(`${response.statusCode}: ${text.slice(0, 500)}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
