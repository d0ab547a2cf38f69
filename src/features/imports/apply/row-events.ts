import type { ChangedRow } from '../record/import-contents';

const maxDetailsLength = 4000;

/**
 * Describes applied changes for the audit log: `changed Phone, City of "ana", "bob"`. One text names as many records as
 * fit: a million events would be as much as the import itself.
 */
export function describeChanges(changes: readonly ChangedRow[], headerAt: (index: number) => string): string[] {
  const keysByKind = new Map<string, string[]>();
  for (const change of changes) {
    const kind = kindOf(change, headerAt);
    const keys = keysByKind.get(kind);
    if (keys) keys.push(JSON.stringify(change.key));
    else keysByKind.set(kind, [JSON.stringify(change.key)]);
  }
  return [...keysByKind].flatMap(([kind, keys]) => joined(kind, keys));
}

function kindOf({ id, isRemoved, cells }: ChangedRow, headerAt: (index: number) => string): string {
  if (isRemoved) return 'deleted';
  if (id === null) return 'created';
  return `changed ${cells.map(([index]) => headerAt(index)).join(', ')} of`;
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
