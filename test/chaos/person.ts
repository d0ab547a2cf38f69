import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestClient } from '../support/clients/client';
import type { TestOrganization } from '../support/data/factories';
import { untilAnswered } from './asking';
import type { Findings } from './findings';
import { follow } from './following';
import { type ExportInput, exportInputsOf } from './organizations';
import type { Site } from './site';

/** Maximum pause of a user between two requests. */
const restMs = 1500;

const start = `mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated export { id } } }`;

interface RequestedExport {
  readonly input: ExportInput;
  /** Instants of the first request and of the final response, by this machine's clock. */
  readonly fromMs: number;
  untilMs: number;
  /** Null if no response named an export. */
  id: number | null;
  /**
   * How often the connection broke before a response. Each time, an export may have been started nevertheless.
   */
  lostReplies: number;
}

/** A user who starts one export after the other, watches each until it ends, and retries after a lost response. */
export class Person {
  readonly requests: RequestedExport[] = [];
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
    const exportInputs = exportInputsOf(this.role);
    while (!isOver()) {
      const input = exportInputs[Math.floor(this.random() * exportInputs.length)]!;
      // Sometimes a double click.
      const clicks = this.random() < 0.1 ? 2 : 1;
      const ids = await Promise.all(Array.from({ length: clicks }, () => this.requestExport(input)));
      await Promise.all([...new Set(ids)].map(async (id) => id !== null && this.seeThrough(id)));
      await sleep(this.random() * restMs);
    }
  }

  private async requestExport(input: ExportInput): Promise<number | null> {
    const request: RequestedExport = { input, fromMs: Date.now(), untilMs: Infinity, id: null, lostReplies: 0 };
    this.requests.push(request);
    const { data, errors } = await untilAnswered(
      this.site,
      ({ current, requests }) => requests.track(() => new TestClient(current.url, this.token).gql(start, { input })),
      () => {
        request.lostReplies++;
        this.findings.count('requests', 'that got no reply');
      },
    );
    if (errors) {
      this.findings.differ(
        `${this.name} asked for ${input.dataset} ${input.format} and received: ${JSON.stringify(errors)}`,
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
        request.lostReplies > 0
          ? 'retries after a lost response that joined the same export'
          : 'double requests that joined the same export',
      );
    Object.assign(request, { id: Number(id), untilMs: Date.now() });
    return request.id;
  }

  /** Watches an export until it ends. The watcher must be notified, and at most one file may remain. */
  private async seeThrough(id: number): Promise<void> {
    const row = await follow('export', id, this.token, this.site, this.findings);
    const files = (await readdir(this.site.installation.exportFolder)).filter(
      (name) => name.startsWith(`${id}-`) && !this.isStillWritten(name),
    );
    if (row?.state === 'COMPLETED' && (files.length !== 1 || files[0]!.endsWith('.part')))
      this.findings.differ(`export ${id} is COMPLETED and has the files ${JSON.stringify(files)}`);
  }

  /** Whether a worker is still writing although its lease expired and another worker claimed the export. */
  private isStillWritten(file: string): boolean {
    const isWriter = ({ exportId, attempt }: Record<string, unknown>): boolean =>
      file.startsWith(`${exportId}-${attempt}-`) && file.endsWith('.part');
    const isWritten = this.site.workers.some(
      ({ current }) => current.isRunning && current.logged('export claimed').some(isWriter),
    );
    if (isWritten) this.findings.count('exports', 'completed while a worker without a lease was still writing');
    return isWritten;
  }
}
