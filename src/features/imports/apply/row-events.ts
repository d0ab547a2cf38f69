import { quoted } from '../../../platform/text/quoted';
import type { ChangedRow } from '../record/import-contents';

const maxDetailsLength = 4000;
/** Headers have up to 300 characters. */
const maxHeaders = 10;

/**
 * Describes applied changes for the audit log: `changed Phone, City of "ana", "bob"`. One text names as many records as
 * fit: a million events would be as much as the import itself.
 */
export function describeChanges(changes: readonly ChangedRow[], headerAt: (index: number) => string): string[] {
  const keysByKind = new Map<string, string[]>();
  let last: ChangedRow | undefined;
  let kind = '';
  for (const change of changes) {
    // Most rows change the same columns as the row before.
    if (!last || !isSameKind(change, last)) kind = kindOf(change, headerAt);
    last = change;
    const keys = keysByKind.get(kind);
    if (keys) keys.push(quoted(change.key));
    else keysByKind.set(kind, [quoted(change.key)]);
  }
  return [...keysByKind].flatMap(([kind, keys]) => joined(kind, keys));
}

const isSameKind = (one: ChangedRow, other: ChangedRow): boolean =>
  (one.id === null) === (other.id === null) &&
  one.isRemoved === other.isRemoved &&
  one.cells.length === other.cells.length &&
  one.cells.every(([index], place) => index === other.cells[place]![0]);

function kindOf({ id, isRemoved, cells }: ChangedRow, headerAt: (index: number) => string): string {
  if (isRemoved) return 'deleted';
  if (id === null) return 'created';
  const headers = cells.slice(0, maxHeaders).map(([index]) => headerAt(index));
  const further = cells.length > maxHeaders ? ` and ${cells.length - maxHeaders} more` : '';
  return `changed ${headers.join(', ')}${further} of`;
}

function joined(kind: string, keys: readonly string[]): string[] {
  const texts: string[] = [];
  let text = '';
  for (const key of keys) {
    if (text !== '' && text.length + key.length + 2 > maxDetailsLength) {
      texts.push(text);
      text = '';
    }
    text += text === '' ? `${kind} ${key}` : `, ${key}`;
  }
  return [...texts, text];
}
