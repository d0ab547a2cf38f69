import type { EntityManager } from 'typeorm';
import { NoticeKind, tell } from '../../notices/notice';
import { ExportDataset } from '../datasets';
import type { ExportSelection } from '../datasets/export-selection';
import { type ExportFormat } from '../formats';
import { type Export } from './export.entity';

export type ToldExport = Pick<Export, 'id' | 'organizationId' | 'requestedById' | 'dataset' | 'format'> & {
  readonly selection: Pick<ExportSelection, 'userId'>;
};

const hourMs = 3_600_000;

/** In the words of a mail. */
export function inWords(dataset: ExportDataset, format: ExportFormat, isOfOneUser: boolean): string {
  if (dataset !== ExportDataset.ORGANIZATION) return `${dataset.toLowerCase()} (${format})`;
  return isOfOneUser ? `one user (${format})` : 'the whole organization';
}

const contentOf = ({ dataset, format, selection }: ToldExport): string =>
  inWords(dataset, format, selection.userId !== undefined);

/** Whoever is the owner when the mail is sent hears of a ZIP, who asked for it of any other. */
const listener = ({ dataset, requestedById }: ToldExport): 'OWNER' | number =>
  dataset === ExportDataset.ORGANIZATION ? 'OWNER' : requestedById;

export async function enqueueRequestedNotice(manager: EntityManager, row: ToldExport): Promise<void> {
  if (row.dataset !== ExportDataset.ORGANIZATION) return;
  await tell(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.EXPORT_REQUESTED,
    to: 'OWNER',
    exportId: row.id,
    byUserId: row.requestedById,
    details: { what: contentOf(row) },
  });
}

export const enqueueCompletedNotice = (manager: EntityManager, row: ToldExport, keepMs: number): Promise<void> =>
  tell(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.EXPORT_COMPLETED,
    to: listener(row),
    exportId: row.id,
    details: { what: contentOf(row), keptHours: Math.round(keepMs / hourMs) },
  });

export const enqueueFailedNotice = (manager: EntityManager, row: ToldExport, reason: string): Promise<void> =>
  tell(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.EXPORT_FAILED,
    to: listener(row),
    exportId: row.id,
    details: { what: contentOf(row), reason },
  });
