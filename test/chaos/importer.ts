import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Data, download, TestClient } from '../support/clients/client';
import { applyImport, cancelImport, mapImport, undoImport, uploadStatus } from '../support/clients/imports';
import type { TestOrganization } from '../support/data/factories';
import { untilAnswered } from './asking';
import type { Findings } from './findings';
import { ends, follow } from './following';
import { countRows, type ImportDataset, type ImportFile, makeFile, textOf } from './import-files';
import { listAppliedKeys } from './imports-check';
import type { Site } from './site';

/** Maximum pause of a user between two steps. */
const restMs = 800;
/** A cancel comes within this time after `applyImport`. */
const cancelWithinMs = 1500;
/** Parts of an upload, with a pause between two, so that servers are killed while they receive it. */
const parts = 8;
const partEveryMs = 25;
const maxUndos = 8;

const start = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id uploadUrl } }';
const unfinished =
  '{ imports(first: 100, states: [AWAITING_FILE, AWAITING_MAPPING, READY]) { nodes { id requestedBy { username } } } }';
const planOf =
  'query ($id: ID!) { import(id: $id) { plan { created changed failed conflicts changes { totalCount } } } }';
const canApply = 'query ($id: ID!) { import(id: $id) { actions { apply } } }';
const undoFileOf = 'query ($id: ID!) { import(id: $id) { files { undo { rows downloadUrl } } } }';

/** An import as its user saw it. */
export interface SeenImport {
  readonly id: string;
  readonly state: string;
  readonly sha256: string | null;
  /** The keys of the records that it changed, created or deleted. */
  readonly keys: ReadonlySet<string>;
}

/** What a user has done to the records, so that it can be done again without disturbance. */
export type Step = { readonly file: ImportFile; readonly keys: ReadonlySet<string> } | { readonly undoOf: number };

/** A user who imports one file after the other, and cancels or undoes some of the imports. */
export class Importer {
  readonly steps: Step[] = [];
  readonly seen: SeenImport[] = [];
  token = '';
  private files = 0;

  constructor(
    readonly organization: TestOrganization,
    readonly userId: number,
    readonly username: string,
    readonly dataset: ImportDataset,
    readonly size: number,
    private readonly site: Site,
    private readonly findings: Findings,
    private readonly random: () => number,
  ) {}

  async signIn(): Promise<this> {
    this.token = await this.site.token({ id: this.userId, organizationId: this.organization.id });
    return this;
  }

  async live(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await this.importOne();
      await this.rest();
    }
    // Started without a response.
    const { imports } = await this.ask(unfinished);
    for (const { id, requestedBy } of imports.nodes)
      if (requestedBy.username === this.username) {
        this.findings.count('imports', 'that were started without a response to the client');
        await this.ask(cancelImport, { id });
      }
  }

  private async importOne(): Promise<void> {
    const file = makeFile(this.dataset, ++this.files, this.size, this.random);
    const input = { dataset: this.dataset, fileName: `${this.files}.csv`, createMissing: true };
    const { startImport: started } = await this.ask(start, { input });
    const { id } = started;
    if (this.random() < 0.05) return this.cancel(id, null);
    const sha256 = await this.send(started, textOf(file, file.rows));
    if (this.random() < 0.05) return this.cancel(id, sha256);

    let row = await this.follow(id, ['AWAITING_MAPPING', 'READY']);
    if (row?.state === 'AWAITING_MAPPING') {
      await this.rest();
      await this.ask(mapImport, { id, mapping: [file.mapping] }, 'CONFLICT');
      row = await this.follow(id, ['READY']);
    }
    if (row?.state !== 'READY') return void (await this.note(id, row, sha256));
    await this.checkPlan(id, file);
    await this.rest();
    if (this.random() < 0.1) return this.cancel(id, sha256);
    await this.ask(applyImport, { id }, 'CONFLICT');
    if (this.random() < 0.25) {
      await sleep(this.random() * cancelWithinMs);
      await this.ask(cancelImport, { id }, 'CONFLICT');
    }
    const keys = await this.note(id, await this.follow(id), sha256);
    if (!keys || keys.size === 0) return;
    this.steps.push({ file, keys });
    if (this.random() < 0.35) await this.undo(id);
  }

  /** Until it is undone as a whole: what an undo has done before it failed is not done again. */
  private async undo(importId: string): Promise<void> {
    const undoOf = this.steps.length - 1;
    for (let attempt = 1; attempt <= maxUndos; attempt++) {
      const { undoImport: undo } = await this.ask(undoImport, { id: importId });
      let row = await this.follow(undo.id, ['READY']);
      // An earlier attempt has undone everything, and was lost before its end.
      const isDone = row?.state === 'READY' && !(await this.ask(canApply, { id: undo.id })).import.actions.apply;
      if (isDone) await this.ask(cancelImport, { id: undo.id }, 'CONFLICT');
      else if (row?.state === 'READY') await this.ask(applyImport, { id: undo.id }, 'CONFLICT');
      if (row?.state === 'READY') row = await this.follow(undo.id);
      await this.note(undo.id, row, null);
      if (!isDone && row?.state !== 'COMPLETED') continue;
      this.findings.count('imports', 'that were undone');
      this.steps.push({ undoOf });
      return;
    }
    this.findings.differ(`import ${importId} could not be undone in ${maxUndos} attempts`);
  }

  /** Sends the file in parts, and continues after what has arrived when the connection breaks. */
  private async send({ id, uploadUrl }: Data, text: string): Promise<string> {
    const bytes = Buffer.from(text);
    const { pathname } = new URL(uploadUrl as string);
    await untilAnswered(this.site, async ({ current, uploads }) => {
      const url = current.url + pathname;
      const { status, offset, complete } = await uploadStatus(url);
      if (complete === '?1') return;
      if (Number(offset) > 0) this.findings.count('imports', 'uploads that were continued');
      const { pausedBody } = this;
      const answer = await uploads.track(() =>
        fetch(url, {
          method: 'PUT',
          headers: { 'upload-offset': offset ?? '0' },
          body: pausedBody(bytes.subarray(Number(offset))),
          duplex: 'half',
        }),
      );
      if (answer.status !== 201)
        this.findings.differ(
          `the upload of import ${id} was refused: ${status}, ${answer.status} ${await answer.text()}`,
        );
    });
    return createHash('sha256').update(bytes).digest('hex');
  }

  private readonly pausedBody = (bytes: Buffer): ReadableStream => {
    const length = Math.max(1, Math.ceil(bytes.length / parts));
    let at = 0;
    return new ReadableStream({
      async pull(controller) {
        if (at > 0) await sleep(partEveryMs);
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.subarray(at, at + length));
        at += length;
      },
    });
  };

  private async checkPlan(id: string, file: ImportFile): Promise<void> {
    const { plan } = (await this.ask(planOf, { id })).import;
    const counts = { created: countRows(file, 'created'), changed: countRows(file, 'changed') };
    const expected = { ...counts, failed: countRows(file, 'failed'), conflicts: 0 };
    for (const [what, count] of Object.entries(expected))
      if (plan[what] !== count)
        this.findings.differ(`the plan of import ${id} has ${what} ${plan[what]} and not ${count}`);
    if (plan.changes.totalCount < counts.created + counts.changed)
      this.findings.differ(`the plan of import ${id} has only ${plan.changes.totalCount} changed cells`);
    this.findings.count('imports', 'plans with the correct counts');
  }

  private async cancel(id: string, sha256: string | null): Promise<void> {
    await this.ask(cancelImport, { id }, 'CONFLICT');
    await this.note(id, await this.follow(id), sha256);
  }

  /** Remembers how an import has ended. Returns the keys of the records that it has changed. */
  private async note(id: string, row: Data | null, sha256: string | null): Promise<Set<string> | null> {
    if (!row) return null;
    const keys = await this.appliedKeys(id);
    this.seen.push({ id, state: row.state, sha256, keys });
    return keys;
  }

  /** From the undo file, which names each record that was changed. Another worker may write it after the end. */
  private async appliedKeys(id: string): Promise<Set<string>> {
    const text = await untilAnswered(this.site, async ({ current }) => {
      const client = new TestClient(current.url, this.token);
      const { undo } = (await client.data(undoFileOf, { id })).import.files;
      if (!undo) return null;
      const { status, body } = await download(undo.downloadUrl);
      if (status !== 200) this.findings.differ(`the undo file of import ${id} cannot be downloaded: ${status}`);
      return body.toString();
    });
    if (text === null) return new Set(await listAppliedKeys(this.site, id));
    const keys = text
      .replace(/^\ufeff/, '')
      .split('\r\n')
      .slice(1)
      .flatMap((line) => line.split(',', 1))
      .filter(Boolean);
    if (new Set(keys).size < keys.length) this.findings.differ(`the undo file of import ${id} names a record twice`);
    return new Set(keys);
  }

  private follow(id: string, states: readonly string[] = []): Promise<Data | null> {
    return follow('import', Number(id), this.token, this.site, this.findings, [...states, ...ends]);
  }

  /** Returns the data of the response. After a lost response, a repetition may be refused with this code. */
  private async ask(document: string, variables: object = {}, repeated = ''): Promise<Data> {
    let lostReplies = 0;
    const { data, errors } = await untilAnswered(
      this.site,
      ({ current }) => new TestClient(current.url, this.token).gql(document, variables),
      () => lostReplies++,
    );
    const code = errors?.[0]?.extensions.code;
    // A cancel may come after the end, too.
    if (errors && !(code === repeated && (lostReplies > 0 || document === cancelImport)))
      this.findings.differ(`${this.username} received for ${document.slice(0, 60)}: ${JSON.stringify(errors)}`);
    return data ?? {};
  }

  private rest(): Promise<void> {
    return sleep(this.random() * restMs);
  }
}
