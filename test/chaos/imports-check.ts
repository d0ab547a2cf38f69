import { readdir } from 'node:fs/promises';
import type { Data } from '../support/clients/client';
import type { Findings } from './findings';
import { ends } from './following';
import type { Importer, SeenImport } from './importer';
import type { Site } from './site';

export const listImports = ({ query }: Site): Promise<Data[]> => query('SELECT * FROM imports ORDER BY id');

const fileColumns = ['uploadKey', 'fileKey', 'errorsFile', 'undoFile'];

/** The keys of the files that an import names. */
export const filesOf = (row: Data): string[] =>
  fileColumns
    .map((column) => row[column] as string | null)
    .filter((value) => value !== null)
    .map((value) => (value.startsWith('{') ? (JSON.parse(value).key as string) : value));

/** Checks each import: its end, its files, its audit events, and that each of its rows was applied once. */
export async function checkImports(site: Site, importers: readonly Importer[], findings: Findings): Promise<void> {
  const files = (await readdir(site.installation.exportFolder)).map((name) => name.replace(/\.part$/, ''));
  const seen = new Map(importers.flatMap((importer) => importer.seen.map((each) => [Number(each.id), each] as const)));
  const audits = await auditsOf(site);
  const ids = new Set<number>();
  for (const row of await listImports(site)) {
    ids.add(row.id);
    const differ = (what: string): void =>
      findings.differ(`import ${row.id} (${row.dataset}, ${row.state}, attempt ${row.attempt}) ${what}`);
    const isLost = row.state === 'FAILED' && row.failureCode === 'WORKER_LOST';
    findings.count('imports', isLost ? 'FAILED, because three workers were lost' : row.state);
    if (!isLost && !['COMPLETED', 'CANCELLED'].includes(row.state)) differ(`has not ended well: ${row.failureCode}`);
    if ([row.leaseOwner, row.leaseUntil, row.slot].some((value) => value !== null))
      differ('still holds a lease or a slot');
    const own = files.filter((name) => name.startsWith(`import-${row.id}-`));
    // An upload that was not even started has a key, but no file.
    const named = filesOf(row).filter((key) => key !== row.uploadKey || own.includes(key));
    if (JSON.stringify(own.sort()) !== JSON.stringify(named.sort())) differ(`has the files ${own.join(', ')}`);
    const hasChanged = row.appliedCreated + row.appliedChanged + row.appliedRemoved > 0;
    if (hasChanged && row.undoFile === null) differ('left no undo file');
    checkAudit(row, audits.get(row.id) ?? [], seen.get(row.id), differ);
  }
  for (const [id, { state }] of seen) {
    if (!ids.has(id)) findings.differ(`import ${id} was accepted and is missing`);
    if (!ends.includes(state)) findings.differ(`import ${id} was left in the state ${state}`);
  }
}

interface AuditEvent {
  readonly importId: number;
  readonly action: string;
  readonly details: string | null;
  readonly count: number;
}

function checkAudit(
  row: Data,
  events: readonly AuditEvent[],
  seen: SeenImport | undefined,
  differ: (what: string) => void,
): void {
  const times = (action: string): number =>
    events.filter((event) => event.action === action).reduce((sum, { count }) => sum + Number(count), 0);
  const expected = {
    IMPORT_REQUESTED: 1,
    IMPORT_COMPLETED: Number(row.state === 'COMPLETED'),
    IMPORT_FAILED: Number(row.state === 'FAILED'),
  };
  for (const [action, count] of Object.entries(expected))
    if (times(action) !== count) differ(`has ${times(action)} events ${action}`);
  const applied = keysOf(events);
  const keys = new Set(applied);
  if (keys.size < applied.length) differ('has events that name a record twice');
  if (applied.length !== row.appliedCreated + row.appliedChanged + row.appliedRemoved)
    differ(`has ${applied.length} applied rows in the audit log`);
  if (row.undoOfId === null && row.conflicts > 0) differ(`has ${row.conflicts} conflicts`);
  if (row.state === 'COMPLETED' && row.undoOfId === null && applied.length !== row.created + row.changed)
    differ(`has applied ${applied.length} of ${row.created + row.changed} rows`);
  if (!seen) return;
  if (seen.state !== row.state) differ(`was seen to end as ${seen.state}`);
  if (seen.sha256 !== null && seen.sha256 !== row.fileSha256) differ('has another file than was sent');
  const isEqual = seen.keys.size === keys.size && [...keys].every((key) => seen.keys.has(key));
  if (!isEqual) differ(`has ${keys.size} applied rows, and ${seen.keys.size} in its undo file`);
}

const keysOf = (events: readonly Pick<AuditEvent, 'action' | 'details'>[]): string[] =>
  events
    .filter(({ action }) => action === 'IMPORT_ROWS_APPLIED')
    .flatMap(({ details }) => details!.match(/"[^"]+"/g) ?? [])
    .map((text) => JSON.parse(text) as string);

/** The records that an import has changed, as the audit log names them. */
export const listAppliedKeys = async ({ query }: Site, id: string): Promise<string[]> =>
  keysOf(await query('SELECT action, details FROM audit_events WHERE importId = ?', [id]));

async function auditsOf({ query }: Site): Promise<Map<number, AuditEvent[]>> {
  const events: AuditEvent[] = await query(
    'SELECT importId, action, details, count FROM audit_events WHERE importId IS NOT NULL ORDER BY id',
  );
  const byImport = new Map<number, AuditEvent[]>();
  for (const event of events) byImport.set(event.importId, [...(byImport.get(event.importId) ?? []), event]);
  return byImport;
}
