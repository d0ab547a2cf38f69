import type { EntityManager } from 'typeorm';
import { enqueueNotice, NoticeKind } from '../../notices/notice';
import type { Import } from './import.entity';
import { hasChangedRecords } from './import.policy';

type NotifiableImport = Pick<
  Import,
  'id' | 'organizationId' | 'requestedById' | 'appliedById' | 'dataset' | 'fileName' | 'keepMs'
>;

type AppliedCounts = Pick<Import, 'appliedCreated' | 'appliedChanged' | 'appliedRemoved' | 'conflicts' | 'failed'>;

const hourMs = 3_600_000;

/** The file of an import as mails call it. */
const contentOf = ({ dataset, fileName }: NotifiableImport): string => `${dataset.toLowerCase()} (${fileName})`;

/** Notifies the user who applied the plan. */
export const enqueueCompletedNotice = (manager: EntityManager, row: NotifiableImport, result: string): Promise<void> =>
  enqueueNotice(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.IMPORT_COMPLETED,
    to: row.appliedById ?? row.requestedById,
    importId: row.id,
    details: { what: contentOf(row), result, keptHours: Math.round(row.keepMs / hourMs) },
  });

/** Notifies the user who applied the plan, or who started the import if it failed before. */
export const enqueueFailedNotice = (
  manager: EntityManager,
  row: NotifiableImport & AppliedCounts,
  reason: string,
): Promise<void> =>
  enqueueNotice(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.IMPORT_FAILED,
    to: row.appliedById ?? row.requestedById,
    importId: row.id,
    details: { what: contentOf(row), reason, ...(hasChangedRecords(row) && { result: resultOf(row) }) },
  });

/** The result of an import in words, for mails and the audit log. */
export function resultOf(row: AppliedCounts): string {
  const parts = [
    [row.appliedCreated, 'created'],
    [row.appliedChanged, 'changed'],
    [row.appliedRemoved, 'removed'],
    [row.conflicts, 'not applied because of conflicts'],
    [row.failed, 'with errors'],
  ] as const;
  const rows = (count: number): string => (count === 1 ? '1 row' : `${count.toLocaleString('en-US')} rows`);
  return parts
    .filter(([count, what]) => count > 0 || what === 'changed')
    .map(([count, what]) => `${rows(count)} ${what}`)
    .join(', ');
}
