import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type ProductProcess, requestGraphql } from './product';

interface Finished {
  readonly tookMs: number;
  /** Number of rows. */
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}

interface ImportRow {
  readonly state: string;
  readonly startedAt: string;
  readonly checkedAt: string;
  readonly appliedAt: string;
  readonly finishedAt: string;
  readonly failure: object | null;
  readonly plan: Omit<Finished, 'tookMs'>;
}

const fields =
  'state startedAt checkedAt appliedAt finishedAt failure { code message } plan { changed unchanged failed }';

/** Imports files as a client does. Times are the product's own, from the claim by the worker until the plan is complete. */
export class Imports {
  constructor(
    private readonly server: ProductProcess,
    private readonly token: string,
  ) {}

  /** Sends the file and waits for its plan. */
  async plan(file: string): Promise<Finished & { readonly id: string }> {
    const { startImport } = await requestGraphql<{ startImport: { id: string; uploadUrl: string } }>(
      this.server,
      this.token,
      'mutation { startImport(input: { dataset: USERS, fileName: "bench.csv" }) { id uploadUrl } }',
      {},
    );
    const sent = await fetch(startImport.uploadUrl, { method: 'PUT', body: await readFile(file) });
    if (sent.status !== 201) throw new Error(`the upload was answered with ${sent.status}: ${await sent.text()}`);
    const { startedAt, checkedAt, plan } = await this.until('READY', startImport.id);
    return { id: startImport.id, tookMs: Date.parse(checkedAt) - Date.parse(startedAt), ...plan };
  }

  /** Applies a plan, including the wait for a worker and the files about what was changed. */
  async apply(id: string): Promise<{ readonly tookMs: number }> {
    await requestGraphql(this.server, this.token, 'mutation ($id: ID!) { applyImport(id: $id) { id } }', { id });
    const { appliedAt, finishedAt } = await this.until('COMPLETED', id);
    return { tookMs: Date.parse(finishedAt) - Date.parse(appliedAt) };
  }

  private async until(state: string, id: string): Promise<ImportRow> {
    for (;;) {
      await pause(100);
      const { import: row } = await requestGraphql<{ import: ImportRow }>(
        this.server,
        this.token,
        `query ($id: ID!) { import(id: $id) { ${fields} } }`,
        { id },
      );
      if (row.state === state) return row;
      if (!['AWAITING_FILE', 'CHECKING', 'APPLYING'].includes(row.state))
        throw new Error(`the import is ${row.state}: ${JSON.stringify(row.failure)}`);
    }
  }
}
