import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestClient } from '../support/client';
import type { TestOrganization } from '../support/factories';
import type { Findings } from './findings';
import { follow } from './following';
import { type Wish, wishesOf } from './organizations';
import type { Site } from './site';

/** Most that somebody waits between two wishes. */
const restMs = 1500;

const start = `mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated export { id } } }`;

export interface Asked {
  readonly wish: Wish;
  /** When it was first asked for and answered at last, by this machine's clock. */
  readonly fromMs: number;
  untilMs: number;
  /** Null: it was never answered with one. */
  id: number | null;
  /**
   * How often the connection broke before there was an answer: each time, an export may have been started nevertheless.
   */
  lostReplies: number;
}

/** Somebody who starts one export after the other and follows each to its end. Who gets no reply asks again. */
export class Person {
  readonly asked: Asked[] = [];
  token = '';

  constructor(
    readonly organization: TestOrganization,
    readonly userId: number,
    readonly role: 'owner' | 'admin',
    private readonly site: Site,
    private readonly findings: Findings,
    private readonly random: () => number,
  ) {}

  get name(): string {
    return `the ${this.role} of ${this.organization.slug}`;
  }

  async signIn(): Promise<this> {
    this.token = await this.site.token({ id: this.userId, organizationId: this.organization.id });
    return this;
  }

  async live(isOver: () => boolean): Promise<void> {
    const wishes = wishesOf(this.role);
    while (!isOver()) {
      const wish = wishes[Math.floor(this.random() * wishes.length)]!;
      // Now and then two clicks instead of one.
      const clicks = this.random() < 0.1 ? 2 : 1;
      const ids = await Promise.all(Array.from({ length: clicks }, () => this.ask(wish)));
      await Promise.all([...new Set(ids)].map(async (id) => id !== null && this.seeThrough(id)));
      await sleep(this.random() * restMs);
    }
  }

  private async ask(wish: Wish): Promise<number | null> {
    const asked: Asked = { wish, fromMs: Date.now(), untilMs: Infinity, id: null, lostReplies: 0 };
    this.asked.push(asked);
    for (;;) {
      const server = await this.site.server();
      const client = new TestClient(server.current.url, this.token);
      try {
        const { data, errors } = await server.asking(() => client.gql(start, { input: wish }));
        if (errors) {
          this.findings.differ(
            `${this.name} asked for ${wish.dataset} ${wish.format} and was told: ${JSON.stringify(errors)}`,
          );
          return null;
        }
        const {
          deduplicated,
          export: { id },
        } = data!.startExport;
        if (deduplicated)
          this.findings.count(
            'requests',
            asked.lostReplies > 0
              ? 'asked again after no reply, and told of the same export'
              : 'asked twice at once, and told of the same export',
          );
        Object.assign(asked, { id: Number(id), untilMs: Date.now() });
        return asked.id;
      } catch (error) {
        // What fetch throws when there is no whole answer; anything else is a mistake of somebody's.
        if (!(error instanceof TypeError)) throw error;
        if ((error.cause as NodeJS.ErrnoException | undefined)?.code !== 'ECONNREFUSED') {
          asked.lostReplies++;
          this.findings.count('requests', 'that got no reply');
        }
        await sleep(50);
      }
    }
  }

  /** Until it is at its end, which the watcher must be told of; then its file is alone, or there is none. */
  private async seeThrough(id: number): Promise<void> {
    const state = await follow(id, this.token, this.site, this.findings);
    const files = (await readdir(this.site.installation.exportFolder)).filter(
      (name) => name.startsWith(`${id}-`) && !this.isStillWritten(name),
    );
    if (state === 'COMPLETED' && (files.length !== 1 || files[0]!.endsWith('.part')))
      this.findings.differ(`export ${id} is COMPLETED and has the files ${JSON.stringify(files)}`);
  }

  /** By a worker that was so slow that another took the export over, and which has yet to notice. */
  private isStillWritten(file: string): boolean {
    const isWriter = ({ exportId, attempt }: Record<string, unknown>): boolean =>
      file.startsWith(`${exportId}-${attempt}-`) && file.endsWith('.part');
    const isWritten = this.site.workers.some(
      ({ current }) => current.isRunning && current.logged('export taken up').some(isWriter),
    );
    if (isWritten) this.findings.count('exports', 'completed while a worker that had lost it still wrote');
    return isWritten;
  }
}
