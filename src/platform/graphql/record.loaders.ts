import DataLoader from 'dataloader';
import { cached, type Operation } from './operation';

interface Records<Row, Scope> {
  /** The records in the scope among these, by id. */
  listByIds(scope: Scope, ids: readonly number[]): Promise<ReadonlyMap<number, Row>>;
}

/** Loads records of one kind by id. Null for unknown records and for records that the viewer may not see. */
export const recordLoader = <Row, Scope>(
  operation: Operation,
  records: Records<Row, Scope>,
  scopeOf: (viewer: Operation['viewer']) => Scope,
): DataLoader<number, Row | null> =>
  cached(
    operation,
    records,
    () =>
      new DataLoader(async (ids) => {
        const rows = await records.listByIds(scopeOf(operation.viewer), ids);
        return ids.map((id) => rows.get(id) ?? null);
      }),
  );
