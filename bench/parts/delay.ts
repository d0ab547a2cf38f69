import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchData } from '../data';
import { cacheFolder, compiled } from '../paths';
import { Exports, ProductProcess } from '../product';
import { percentile, type Report } from '../report';

const maxMs = 50;
const everyMs = 5;

/** Measures how long the API delays requests while its worker thread writes a CSV and then an XLSX file. */
export async function delay(data: BenchData, report: Report): Promise<void> {
  const file = path.join(cacheFolder, 'event-loop-delay.json');
  rmSync(file, { force: true });
  const server = await ProductProcess.start('serve', data, { EVENT_LOOP_DELAY: file }, [
    '-r',
    compiled('event-loop-delay.js'),
  ]);
  const exports = await Exports.open(data, server);
  const prober = new Prober(`${server.url}/health`);
  try {
    await pause(500);
    server.signal('SIGUSR2');
    const probing = prober.start();
    probing.catch(() => undefined);
    await exports.run('CSV');
    await exports.run('XLSX');
    const waits = await prober.stop(probing);
    server.signal('SIGUSR2');
    for (let attempt = 0; attempt < 50 && !existsSync(file); attempt++) await pause(20);
    const inside = JSON.parse(readFileSync(file, 'utf8')) as { p50: number; p99: number; max: number };
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
