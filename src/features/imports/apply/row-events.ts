import { shortened } from '../../../platform/text/quoted';
import type { Sentence } from '../../../sentences';
import { details } from '../../audit/audit-details';
import type { ChangedRow } from '../record/import-contents';

const maxDetailsLength = 4000;
/** Headers have up to 300 characters. */
const maxHeaders = 10;

type DescribeKeys = (keys: readonly string[]) => Sentence;

/**
 * Describes applied changes for the audit log: `changed Phone, City of "ana", "bob"`. One text names as many records as
 * fit: a million events would be as much as the import itself.
 */
export function describeChanges(changes: readonly ChangedRow[], headerAt: (index: number) => string): Sentence[] {
  const byKind = new Map<string, { describe: DescribeKeys; keys: string[] }>();
  let last: ChangedRow | undefined;
  let keys: string[] = [];
  for (const change of changes) {
    // Most rows change the same columns as the row before.
    if (!last || !isSameKind(change, last)) {
      const describe = describerOf(change, headerAt);
      const kind = describe([]).message;
      if (!byKind.has(kind)) byKind.set(kind, { describe, keys: [] });
      keys = byKind.get(kind)!.keys;
    }
    last = change;
    keys.push(shortened(change.key));
  }
  return [...byKind.values()].flatMap(({ describe, keys: all }) => splitKeys(describe, all).map(describe));
}

const isSameKind = (one: ChangedRow, other: ChangedRow): boolean =>
  (one.id === null) === (other.id === null) &&
  one.isRemoved === other.isRemoved &&
  one.cells.length === other.cells.length &&
  one.cells.every(([index], place) => index === other.cells[place]![0]);

function describerOf({ id, isRemoved, cells }: ChangedRow, headerAt: (index: number) => string): DescribeKeys {
  if (isRemoved) return (keys) => details('ROWS_DELETED', { keys });
  if (id === null) return (keys) => details('ROWS_CREATED', { keys });
  const headers = cells.slice(0, maxHeaders).map(([index]) => headerAt(index));
  const further = Math.max(0, cells.length - maxHeaders);
  return (keys) => details('ROWS_CHANGED', { headers, further, keys });
}

/** The keys in parts whose texts are not too long. */
function splitKeys(describe: DescribeKeys, keys: readonly string[]): string[][] {
  const parts: string[][] = [];
  let length = Infinity;
  for (const key of keys) {
    const added = JSON.stringify(key).length + 2;
    if (length + added > maxDetailsLength) {
      parts.push([]);
      length = describe([]).message.length;
    }
    parts.at(-1)!.push(key);
    length += added;
  }
  return parts;
}
