import type { Condition } from '../../../platform/database/condition';
import type { Snapshot } from '../../../platform/database/snapshot';
import type { SqlValue } from '../../../platform/database/sql-value';

interface Extent {
  readonly rows: number;
  readonly firstId: number;
  readonly lastId: number;
}

/** Maximum growth of the id range between reads: after a gap, ids may be dense again. */
const maxGrowth = 16;

/** Ids read per query where the condition is too expensive to be evaluated for every page. */
const idsAtOnce = 20_000;

/** The rows of a table that match a condition, read in the order of ids. */
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

  /** The query of one page, for the parameters that `pages` passes to `read`. */
  sql(select: string, size: number): string {
    return `SELECT ${select} FROM ${this.table} WHERE ${this.where.isExpensive ? `${this.alias}.id IN (${Array(size).fill('?').join(', ')})` : this.within} ORDER BY ${this.alias}.id LIMIT ${size}`;
  }

  /** Yields the non-empty pages. */
  async *pages<Page extends { readonly ids: readonly number[] }>(
    size: number,
    read: (parameters: SqlValue[]) => Promise<Page>,
  ): AsyncGenerator<Page> {
    if (!this.where.isExpensive) return yield* this.stretches(size, read);
    for await (const { ids } of this.stretches(idsAtOnce, (parameters) => this.readIds(parameters))) {
      for (let start = 0; start < ids.length; start += size) {
        const some = ids.slice(start, start + size);
        // The last page repeats its last id, which still selects one row.
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
   * Reads consecutive id ranges, each wide enough for about one page. Every range needs an upper bound: without it,
   * MariaDB scans all earlier ids in the index of the organization again, and the time grows quadratically.
   */
  private async *stretches<Page extends { readonly ids: readonly number[] }>(
    size: number,
    read: (parameters: SqlValue[]) => Promise<Page>,
  ): AsyncGenerator<Page> {
    const { firstId, lastId } = await this.extent();
    let width = size;
    for (let afterId = firstId - 1; afterId < lastId;) {
      const toId = Math.min(afterId + width, lastId);
      const page = await read([...this.where.parameters, afterId, toId]);
      const { ids } = page;
      const reachedId = ids.length === size ? ids.at(-1)! : toId;
      width =
        ids.length === 0
          ? maxGrowth * width
          : Math.min(maxGrowth * width, Math.ceil(((reachedId - afterId) * size) / ids.length));
      afterId = reachedId;
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
