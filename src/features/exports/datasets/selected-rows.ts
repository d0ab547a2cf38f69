import type { Condition } from '../../../platform/database/condition';
import type { Snapshot } from '../../../platform/database/snapshot';
import { empty, join, raw, type Sql, sql } from '../../../platform/database/sql';

interface Extent {
  readonly rows: number;
  readonly firstId: number;
  readonly lastId: number;
}

/** Maximum growth of the id range between reads: after a gap, ids may be dense again. */
const maxGrowth = 16;

/** Ids read per query where the condition is too expensive to be evaluated for every page. */
const idsAtOnce = 20_000;

/** The rows of a table that match a condition, but for some of them, read in the order of ids. */
export class SelectedRows {
  private readonly id: string;
  private knownExtent: Promise<Extent> | null = null;

  constructor(
    private readonly snapshot: Snapshot,
    private readonly table: `${string} ${string}`,
    alias: string,
    private readonly where: Condition,
    /** Ids of excluded rows. */
    private readonly excludedIds: readonly number[] = [],
  ) {
    this.id = `${alias}.id`;
  }

  async count(): Promise<number> {
    return (await this.extent()).rows;
  }

  /** Yields the non-empty pages. Statements have few different texts, so each is prepared once. */
  async *pages<Page extends { readonly ids: readonly number[] }>(
    select: string,
    size: number,
    readPage: (statement: Sql) => Promise<Page>,
  ): AsyncGenerator<Page> {
    if (!this.where.isExpensive) return yield* this.idRanges(select, size, readPage);
    for await (const { ids } of this.idRanges(this.id, idsAtOnce, (statement) => this.readIds(statement))) {
      for (let start = 0; start < ids.length; start += size) {
        const some = ids.slice(start, start + size);
        // The last page repeats its last id, which still selects one row.
        const filled = [...some, ...Array<number>(size - some.length).fill(some.at(-1)!)];
        yield await readPage(this.select(select, sql`${raw(this.id)} IN (${join(filled)})`, size));
      }
    }
  }

  private select(select: string, condition: Sql, size: number): Sql {
    return sql`SELECT ${raw(select)} FROM ${raw(this.table)} WHERE ${condition} ORDER BY ${raw(this.id)} LIMIT ${raw(size)}`;
  }

  private async readIds(statement: Sql): Promise<{ ids: number[] }> {
    return { ids: (await this.snapshot.rows(statement)).map(([id]) => id as number) };
  }

  /**
   * Reads consecutive id ranges, each wide enough for about one page. Every range needs an upper bound: without it,
   * MariaDB scans all earlier ids in the index of the organization again, and the time grows quadratically.
   */
  private async *idRanges<Page extends { readonly ids: readonly number[] }>(
    select: string,
    size: number,
    readPage: (statement: Sql) => Promise<Page>,
  ): AsyncGenerator<Page> {
    const { firstId, lastId } = await this.extent();
    const [where, id] = [this.where.sql, raw(this.id)];
    let width = size;
    for (let afterId = firstId - 1; afterId < lastId;) {
      const toId = Math.min(afterId + width, lastId);
      const within = sql`${where} AND ${id} > ${afterId} AND ${id} <= ${toId}${this.notExcluded(afterId, toId)}`;
      const page = await readPage(this.select(select, within, size));
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

  /**
   * Leaves out the excluded ids of one range only: thousands of values in every statement would take longer than its rows.
   * Repeats the last id of a short list up to a power of two, so that few texts differ. SQLite takes 32,766 variables.
   */
  private notExcluded(afterId: number, toId: number): Sql {
    const ids = this.excludedIds.filter((id) => id > afterId && id <= toId);
    if (ids.length === 0) return empty;
    const size = ids.length > 1024 ? ids.length : 2 ** Math.ceil(Math.log2(ids.length));
    const filled = [...ids, ...Array<number>(size - ids.length).fill(ids.at(-1)!)];
    return sql` AND ${raw(this.id)} NOT IN (${join(filled)})`;
  }

  private extent(): Promise<Extent> {
    return (this.knownExtent ??= this.readExtent());
  }

  private async readExtent(): Promise<Extent> {
    const id = raw(this.id);
    const [row] = await this.snapshot.rows(
      sql`SELECT COUNT(*), MIN(${id}), MAX(${id}) FROM ${raw(this.table)} WHERE ${this.where.sql}${this.notExcluded(0, Infinity)}`,
    );
    const [rows, firstId, lastId] = row as [number, number | null, number | null];
    return { rows, firstId: firstId ?? 0, lastId: lastId ?? -1 };
  }
}
