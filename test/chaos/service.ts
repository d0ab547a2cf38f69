import type { Installation, Process } from '../support/processes';
import type { Findings } from './findings';
import { News } from './news';

/** Until one must be up, on a machine that has much else to do. */
const patienceMs = 60_000;

/** One process as a service manager keeps it: started again as soon as it is killed. */
export class Service {
  current!: Process;
  isReady = false;
  /** Requests for exports that it has not answered yet. */
  asked = 0;
  /** Each as it is sent. */
  readonly requests = new News();
  private readonly lives: Process[] = [];

  constructor(
    readonly name: string,
    readonly command: 'serve' | 'worker',
    private readonly installation: Installation,
    private readonly env: Record<string, string>,
    private readonly findings: Findings,
  ) {}

  start(): void {
    const one = this.installation.launch(this.command, this.env);
    this.current = one;
    this.isReady = false;
    this.lives.push(one);
    one.untilReady(patienceMs).then(
      () => (this.isReady = this.current === one && one.isRunning),
      (error: Error) => {
        if (this.current === one) this.findings.differ(`${this.name} did not start: ${error.message}`);
      },
    );
  }

  /** Kills it, starts it again, and gives back the dead one. */
  async kill(): Promise<Process> {
    const dead = this.current;
    this.isReady = false;
    if (dead.isRunning) await dead.end('SIGKILL');
    else this.findings.differ(`${this.name} had ended by itself:\n${dead.stderr.slice(-1000)}`);
    this.start();
    return dead;
  }

  async stop(): Promise<void> {
    this.isReady = false;
    const { code, signal } = await this.current.end('SIGTERM');
    if (code !== 0) this.findings.differ(`${this.name}, asked to stop, ended with ${code ?? signal}`);
  }

  /** While `request` is on its way to this server. */
  async asking<T>(request: () => Promise<T>): Promise<T> {
    this.asked++;
    this.requests.tell();
    return request().finally(() => this.asked--);
  }

  /** Of all its lives. */
  get log(): Record<string, unknown>[] {
    return this.lives.flatMap(({ stderr }) =>
      stderr
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    );
  }
}
