import DataLoader from 'dataloader';
import type { LiveRecord, RequesterScope } from '../live/live-record';
import type { RecordRepository } from '../live/record-repository';
import { cached, type Operation } from './operation';

/** Loads records of one kind by id. Null for unknown records and for records that the viewer may not see. */
export const recordLoader = <Row extends LiveRecord>(
  operation: Operation,
  records: RecordRepository<Row>,
  scopeOf: (viewer: Operation['viewer']) => RequesterScope,
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
