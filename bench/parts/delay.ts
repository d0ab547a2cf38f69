import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchData } from '../data';
import { delayOptions, delaySettings, measureDelay } from '../measured-delay';
import { Exports, ProductProcess } from '../product';
import { percentile, type Report } from '../report';

const maxMs = 50;
const everyMs = 5;

/** Measures how long the API delays requests while its worker thread writes a CSV and then an XLSX file. */
export async function delay(data: BenchData, report: Report): Promise<void> {
  const server = await ProductProcess.start('serve', data, delaySettings, delayOptions);
  const exports = await Exports.open(data, server);
  const prober = new Prober(`${server.url}/health`);
  try {
    await pause(500);
    let waits: number[] = [];
    const inside = await measureDelay(server, async () => {
      const probing = prober.start();
      probing.catch(() => undefined);
      await exports.run('CSV');
      await exports.run('XLSX');
      waits = await prober.stop(probing);
    });
    const ms = (value: number): string => value.toFixed(1);
    const [p50, p99, max] = [percentile(waits, 0.5), percentile(waits, 0.99), Math.max(...waits)];
    report({
      part: 'delay',
      what: `event loop of serve during exports, ${data.engine}`,
      measured: `p50 ${ms(inside.p50)}, p99 ${ms(inside.p99)}, max ${ms(inside.max)} ms`,
      target: `p99 < ${maxMs} ms`,
      met: inside.p99 < maxMs,
    });
    report({
      part: 'delay',
      what: `GET /health during exports, ${data.engine}`,
      measured: `p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(max)} ms of ${waits.length}`,
      target: `p99 < ${maxMs} ms`,
      met: p99 < maxMs,
    });
  } finally {
    await exports.close();
    await server.stop();
  }
}

/** Sends one request after the other on one keep-alive connection. */
class Prober {
  private probing = true;

  constructor(private readonly url: string) {}

  async start(): Promise<number[]> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const waits: number[] = [];
    while (this.probing) {
      const startedAtMs = performance.now();
      await new Promise<void>((resolve, reject) =>
        get(this.url, { agent }, (response) => response.resume().on('end', resolve)).on('error', reject),
      );
      waits.push(performance.now() - startedAtMs);
      await pause(everyMs);
    }
    agent.destroy();
    return waits;
  }

  stop(probing: Promise<number[]>): Promise<number[]> {
    this.probing = false;
    return probing;
  }
}
