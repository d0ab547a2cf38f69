import type { Condition } from '../../../platform/database/condition';
import type { Snapshot, SqlValue } from '../../../platform/database/snapshot';

interface Extent {
  readonly rows: number;
  readonly firstId: number;
  readonly lastId: number;
}

/** So many times wider than the one before a stretch may be, where rows are few: they may lie close together again. */
const mostGrowth = 16;

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

  /** For the parameters of `stretch`. */
  sql(select: string, size: number): string {
    const { alias } = this;
    return `SELECT ${select} FROM ${this.table} WHERE ${this.where.sql} AND ${alias}.id > ? AND ${alias}.id <= ? ORDER BY ${alias}.id LIMIT ${size}`;
  }

  stretch(behindId: number, toId: number): SqlValue[] {
    return [...this.where.parameters, behindId, toId];
  }

  /**
   * Reads stretch after stretch, each as wide as it takes for a page of this size, and gives the pages that are not empty. Without an end to
   * each, MariaDB would look through all ids before it again, in the index of the organization: twice the rows would take four times as long.
   */
  async *pages<Page extends { readonly ids: readonly number[] }>(size: number, read: (stretch: SqlValue[]) => Promise<Page>): AsyncGenerator<Page> {
    const { firstId, lastId } = await this.extent();
    let width = size;
    for (let behindId = firstId - 1; behindId < lastId; ) {
      const toId = Math.min(behindId + width, lastId);
      const page = await read(this.stretch(behindId, toId));
      const { ids } = page;
      const reachedId = ids.length === size ? ids.at(-1)! : toId;
      width = Math.min(mostGrowth * width, Math.ceil(((reachedId - behindId) * size) / Math.max(ids.length, 1)));
      behindId = reachedId;
      if (ids.length > 0) yield page;
    }
  }

  private extent(): Promise<Extent> {
    return (this.read ??= this.readExtent());
  }

  private async readExtent(): Promise<Extent> {
    const { alias } = this;
    const [row] = await this.snapshot.rows(`SELECT COUNT(*), MIN(${alias}.id), MAX(${alias}.id) FROM ${this.table} WHERE ${this.where.sql}`, this.where.parameters);
    const [rows, firstId, lastId] = row as [number, number | null, number | null];
    return { rows, firstId: firstId ?? 0, lastId: lastId ?? -1 };
  }
}
