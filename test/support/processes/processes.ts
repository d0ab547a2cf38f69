import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import { loadConfig } from '../../../src/config';
import { openAppDatabase } from '../../../src/database';
import { AccessTokens } from '../../../src/features/auth/tokens/access-tokens';
import { systemClock } from '../../../src/platform/time/clock';
import { StorageGate } from '../apps/storage-gate';
import { TestClient } from '../clients/client';
import type { Engine, TestDatabase } from '../databases/engines';
import { waitFor } from '../wait-for';

/** The built program, from `npm run build`, which `npm test` runs first. */
const built = resolve(process.env.TALLYPORT_DIST ?? join(__dirname, '../../../dist'));
const program = join(built, 'main.js');
const preloads = ['held-storage', 'held-transactions'].map((name) =>
  join(built, `../test/support/processes/${name}.preload.js`),
);

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the built program. */
export class Process {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<[number | null, NodeJS.Signals | null]>;

  constructor(command: 'serve' | 'worker' | 'token', env: Record<string, string>, options: readonly string[] = []) {
    this.child = spawn(process.execPath, [program, command, ...options], {
      env: { PATH: process.env.PATH ?? '', TZ: process.env.TZ ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = once(this.child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  }

  async untilReady(maxMs = 60_000): Promise<this> {
    await waitFor(
      'the program to say that it is ready',
      () => {
        if (!this.isRunning) throw new Error(`the program ended early:\n${this.stderr}`);
        return this.stdout.includes('\n');
      },
      maxMs,
    );
    return this;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The URL of a server. */
  get url(): string {
    const port = /localhost:(\d+)/.exec(this.stdout)?.[1];
    if (!port) throw new Error(`no port in ${JSON.stringify(this.stdout)}`);
    return `http://127.0.0.1:${port}`;
  }

  /** Waits until the process ends by itself. */
  async untilEnded(maxMs?: number): Promise<number | null> {
    await waitFor('the program to end', () => !this.isRunning, maxMs);
    return this.child.exitCode;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends the signal and waits until the process ends. */
  async end(signal: NodeJS.Signals): Promise<Exit> {
    this.signal(signal);
    const [code, by] = this.isRunning ? await this.ended : [this.child.exitCode, this.child.signalCode];
    return { code, signal: by };
  }

  /**
   * Resolves to true at the next log line with this message, and to false at the end of the process or after `maxMs`.
   */
  nextLogged(message: string, maxMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const look = (chunk: Buffer): void => void (chunk.includes(JSON.stringify(message)) && done(true));
      const end = (): void => done(false);
      const timer = setTimeout(end, maxMs);
      const done = (found: boolean): void => {
        clearTimeout(timer);
        this.child.off('exit', end).stderr!.off('data', look);
        resolve(found);
      };
      this.child.on('exit', end).stderr!.on('data', look);
      if (!this.isRunning) done(false);
    });
  }

  /** Peak resident memory in MB. Null if the system does not report it. */
  get peakRssMb(): number | null {
    const file = `/proc/${this.child.pid}/status`;
    const [, kilobytes] = (existsSync(file) && /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))) || [];
    return kilobytes ? Number(kilobytes) / 1024 : null;
  }

  /** The log lines with this message. */
  logged(message: string): Record<string, unknown>[] {
    return this.stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line.msg === message);
  }
}

/** A database and data folder with the processes that use them. */
export class Installation {
  /** Can hold the files and transactions of its processes. */
  readonly gate = new StorageGate();
  private readonly processes: Process[] = [];
  private readonly clients: TestClient[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly dataSource: DataSource,
  ) {}

  static async create(engine: Engine): Promise<Installation> {
    const database = await engine.createDatabase();
    const dataSource = await openAppDatabase(
      loadConfig({ DATA_DIR: database.dataDir, DATABASE_URL: database.databaseUrl }),
    );
    return new Installation(database, dataSource);
  }

  get exportFolder(): string {
    return join(this.database.dataDir, 'exports');
  }

  /** Resolves when the process is ready. */
  start(command: 'serve' | 'worker', env: Record<string, string> = {}): Promise<Process> {
    return this.launch(command, env).untilReady();
  }

  /** Uses a short lease, so that the export of a killed worker is claimed soon. */
  launch(command: 'serve' | 'worker', env: Record<string, string> = {}): Process {
    const one = new Process(command, {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: this.database.dataDir,
      ...(this.database.databaseUrl && { DATABASE_URL: this.database.databaseUrl }),
      EXPORT_LEASE_SECONDS: '2',
      EXPORTS_PER_MINUTE: '10000',
      IMPORTS_PER_MINUTE: '10000',
      NODE_OPTIONS: preloads.map((file) => `--require=${file}`).join(' '),
      GATE_FOLDER: this.gate.folder,
      DISK_STORAGE: join(built, 'platform/storage/disk-storage.js'),
      AUDIT_LOG: join(built, 'features/audit/audit-log.js'),
      ...env,
    });
    this.processes.push(one);
    return one;
  }

  /** Starts a server without a worker. */
  serveOnly(env: Record<string, string> = {}): Promise<Process> {
    return this.start('serve', { EXPORT_WORKER: 'off', ...env });
  }

  async signIn(server: Process, user: { id: number; organizationId: number }): Promise<TestClient> {
    const client = new TestClient(
      server.url,
      await new AccessTokens(this.dataSource, systemClock).issue(user, 3_600_000),
    );
    this.clients.push(client);
    return client;
  }

  /** Kills the processes that are still running. */
  async endProcesses(): Promise<void> {
    await Promise.all(this.clients.splice(0).map((client) => client.close()));
    await Promise.all(
      this.processes
        .splice(0)
        .filter((one) => one.isRunning)
        .map((one) => one.end('SIGKILL')),
    );
  }

  async remove(): Promise<void> {
    await this.endProcesses();
    await this.dataSource.destroy();
    this.gate.remove();
    await this.database.drop();
  }
}

/** Creates an installation before all tests of the block and removes it after them. The returned object is filled then. */
export function useInstallation(engine: Engine): Installation {
  const installation = Object.create(Installation.prototype) as Installation;
  let created: Installation | undefined;
  beforeAll(async () => {
    created = undefined;
    created = Object.assign(installation, await Installation.create(engine));
  });
  afterAll(() => created?.remove());
  return installation;
}
