import type { Condition } from '../../../platform/database/condition';
import type { Snapshot } from '../../../platform/database/snapshot';
import type { SqlValue } from '../../../platform/database/sql-value';

interface Extent {
  readonly rows: number;
  readonly firstId: number;
  readonly lastId: number;
}

/** So many times wider than the one before a stretch may be, where rows are few: they may lie close together again. */
const maxGrowth = 16;

/** Of a condition that is not to be asked for every page. */
const idsAtOnce = 20_000;

/** The rows of a table that a condition selects, read in the order of their ids. */
export class SelectedRows {
  private read: Promise<Extent> | null = null;

  constructor(
    private readonly snapshot: Snapshot,
    private readonly table: `${string} ${string}`,
    private readonly alias: string,
    private readonly where: Condition,
  ) {}

  async count(): Promise<number> {
    return (await this.extent()).rows;
  }

  /** For the parameters that `pages` reads with. */
  sql(select: string, size: number): string {
    return `SELECT ${select} FROM ${this.table} WHERE ${this.where.isExpensive ? `${this.alias}.id IN (${Array(size).fill('?').join(', ')})` : this.within} ORDER BY ${this.alias}.id LIMIT ${size}`;
  }

  /** Gives the pages that are not empty. */
  async *pages<Page extends { readonly ids: readonly number[] }>(
    size: number,
    read: (parameters: SqlValue[]) => Promise<Page>,
  ): AsyncGenerator<Page> {
    if (!this.where.isExpensive) return yield* this.stretches(size, read);
    for await (const { ids } of this.stretches(idsAtOnce, (parameters) => this.readIds(parameters))) {
      for (let start = 0; start < ids.length; start += size) {
        const some = ids.slice(start, start + size);
        // A last page is filled up with its last id, which is read once all the same.
        yield await read([...some, ...Array<number>(size - some.length).fill(some.at(-1)!)]);
      }
    }
  }

  private async readIds(parameters: SqlValue[]): Promise<{ ids: number[] }> {
    const rows = await this.snapshot.rows(
      `SELECT ${this.alias}.id FROM ${this.table} WHERE ${this.within} ORDER BY ${this.alias}.id LIMIT ${idsAtOnce}`,
      parameters,
    );
    return { ids: rows.map(([id]) => id as number) };
  }

  private get within(): string {
    return `${this.where.sql} AND ${this.alias}.id > ? AND ${this.alias}.id <= ?`;
  }

  /**
   * Reads stretch after stretch, each as wide as it takes for a page of this size. Without an end to each, MariaDB
   * would look through all ids before it again, in the index of the organization: twice the rows would take four times
   * as long.
   */
  private async *stretches<Page extends { readonly ids: readonly number[] }>(
    size: number,
    read: (parameters: SqlValue[]) => Promise<Page>,
  ): AsyncGenerator<Page> {
    const { firstId, lastId } = await this.extent();
    let width = size;
    for (let behindId = firstId - 1; behindId < lastId;) {
      const toId = Math.min(behindId + width, lastId);
      const page = await read([...this.where.parameters, behindId, toId]);
      const { ids } = page;
      const reachedId = ids.length === size ? ids.at(-1)! : toId;
      width =
        ids.length === 0
          ? maxGrowth * width
          : Math.min(maxGrowth * width, Math.ceil(((reachedId - behindId) * size) / ids.length));
      behindId = reachedId;
      if (ids.length > 0) yield page;
    }
  }

  private extent(): Promise<Extent> {
    return (this.read ??= this.readExtent());
  }

  private async readExtent(): Promise<Extent> {
    const { alias } = this;
    const [row] = await this.snapshot.rows(
      `SELECT COUNT(*), MIN(${alias}.id), MAX(${alias}.id) FROM ${this.table} WHERE ${this.where.sql}`,
      this.where.parameters,
    );
    const [rows, firstId, lastId] = row as [number, number | null, number | null];
    return { rows, firstId: firstId ?? 0, lastId: lastId ?? -1 };
  }
}
