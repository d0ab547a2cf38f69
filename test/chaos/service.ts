import type { Installation, Process } from '../support/processes/processes';
import type { Findings } from './findings';
import { News } from './news';

/** Maximum start time on a busy machine. */
const patienceMs = 60_000;

/** Requests of one kind that a process has not answered. */
class Pending {
  count = 0;
  /** Notified when a request is sent. */
  readonly sent = new News();

  async track<T>(request: () => Promise<T>): Promise<T> {
    this.count++;
    this.sent.notify();
    return request().finally(() => this.count--);
  }
}

/** A process that is restarted as soon as it is killed, as by a service manager. */
export class Service {
  current!: Process;
  isReady = false;
  /** Export requests. */
  readonly requests = new Pending();
  /** Uploads of files. */
  readonly uploads = new Pending();
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

  /** Kills and restarts the process. Returns the killed one. */
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

  /** The log lines of all runs of the process. */
  get log(): Record<string, unknown>[] {
    return this.lives.flatMap(({ stderr }) =>
      stderr
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    );
  }
}
