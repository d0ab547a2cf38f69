import { AccessTokens } from '../../src/features/auth/tokens/access-tokens';
import { systemClock } from '../../src/platform/time/clock';
import { TestClient } from '../support/clients/client';
import type { Engine } from '../support/databases/engines';
import { Installation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';
import type { Findings } from './findings';
import { Post } from './post';
import { Service } from './service';

const dayMs = 86_400_000;
/** Shorter than the default, so that leases expire often, but long enough for a worker on a busy machine. */
const leaseSeconds = '4';

/** An installation as in production: servers without workers, and separate workers, on one database and data folder. */
export class Site {
  private constructor(
    readonly installation: Installation,
    readonly post: Post,
    readonly servers: readonly Service[],
    readonly workers: readonly Service[],
    private readonly random: () => number,
  ) {
    // Leaves no processes when the run is interrupted.
    process.once('exit', () => this.services.forEach(({ current }) => current?.signal('SIGKILL')));
  }

  static async open(
    engine: Engine,
    counts: { servers: number; workers: number },
    random: () => number,
    findings: Findings,
  ): Promise<Site> {
    const installation = await Installation.create(engine);
    const post = await new Post().start(random);
    const services = (
      count: number,
      name: string,
      command: 'serve' | 'worker',
      env: Record<string, string>,
    ): Service[] =>
      Array.from({ length: count }, (_unused, index) => `${name} ${index + 1}`).map(
        (each) =>
          new Service(
            each,
            command,
            installation,
            { ...env, ...post.settingsOf(each), EXPORT_LEASE_SECONDS: leaseSeconds },
            findings,
          ),
      );
    return new Site(
      installation,
      post,
      services(counts.servers, 'server', 'serve', { EXPORT_WORKER: 'off' }),
      services(counts.workers, 'worker', 'worker', {}),
      random,
    );
  }

  get services(): Service[] {
    return [...this.servers, ...this.workers];
  }

  start(): void {
    for (const service of this.services) service.start();
  }

  /** A server that accepts requests, as a load balancer would choose it. */
  server(): Promise<Service> {
    return waitFor(
      'a server',
      () => {
        const ready = this.servers.filter(({ isReady }) => isReady);
        return ready[Math.floor(this.random() * ready.length)];
      },
      60_000,
    );
  }

  token(user: { id: number; organizationId: number }): Promise<string> {
    return new AccessTokens(this.installation.dataSource, systemClock).issue(user, dayMs);
  }

  /** A client with this token at any server. Close it if it subscribes. */
  async client(token: string): Promise<TestClient> {
    return new TestClient((await this.server()).current.url, token);
  }

  readonly query = (sql: string, parameters: unknown[] = []): Promise<any[]> =>
    this.installation.dataSource.query(sql, parameters);

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
  }

  async remove(): Promise<void> {
    await this.installation.remove();
    await this.post.stop();
  }
}
