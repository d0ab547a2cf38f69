import type { Condition } from '../../../platform/database/condition';
import type { Snapshot } from '../../../platform/database/snapshot';
import { raw, sql, type SqlValue } from '../../../platform/database/sql';
import type { Cell, CellContext, RecordColumn } from '../../columns/column';
import { batchSize, type Dataset } from './dataset';

/** Records that an organization has few of, such as locations. `condition` is over `table p`. */
export function referenceDataset(
  snapshot: Snapshot,
  table: string,
  columns: readonly RecordColumn[],
  condition: Condition,
  organizationName: string,
  context: CellContext,
): Dataset {
  const read = columns.map(
    ({ source }, index) =>
      (row: readonly SqlValue[]): Cell =>
        source.toCell(row[1 + index]!, context),
  );
  const select = ['p.id', ...columns.map(({ source }) => (source.from === 'record' ? source.sql : source.field))].join(
    ', ',
  );
  const readBatch = (afterId: number, size: number): Promise<SqlValue[][]> =>
    snapshot.rows(
      sql`SELECT ${raw(select)} FROM ${raw(table)} p WHERE ${condition.sql} AND p.id > ${afterId} ORDER BY p.id LIMIT ${raw(size)}`,
    );
  return {
    title: table,
    columns,
    timezone: context.calendar.timezone,
    organizationName,
    warnings: [],
    moneyDecimals: context.decimals,
    async count() {
      const [row] = await snapshot.rows(sql`SELECT COUNT(*) FROM ${raw(table)} p WHERE ${condition.sql}`);
      return row![0] as number;
    },
    async *batches(size = batchSize) {
      for (
        let rows = await readBatch(0, size);
        rows.length > 0;
        rows = await readBatch(rows.at(-1)![0] as number, size)
      )
        yield rows.map((row) => read.map((cellOf) => cellOf(row)));
    },
  };
}
