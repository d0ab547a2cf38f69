import type { EntityManager } from 'typeorm';
import type { JobFailure } from '../../../platform/graphql/job-progress.type';
import { inEachLanguage, type Localized } from '../../../platform/text/language';
import { labels } from '../../labels/labels';
import { translatedFailure } from '../../labels/sentences';
import { enqueueNotice, NoticeKind } from '../../notices/notice';
import { ExportDataset } from '../datasets';
import type { ExportSelection } from '../datasets/export-selection';
import { type ExportFormat } from '../formats';
import { type Export } from './export.entity';

export type NotifiableExport = Pick<Export, 'id' | 'organizationId' | 'requestedById' | 'dataset' | 'format'> & {
  readonly selection: Pick<ExportSelection, 'userId'>;
};

const hourMs = 3_600_000;

/** The content of an export as mails call it. */
export const describeExport = (dataset: ExportDataset, format: ExportFormat, isOfOneUser: boolean): Localized =>
  inEachLanguage((language) => {
    const { contents } = labels[language].noticeMail;
    if (dataset !== ExportDataset.ORGANIZATION) return contents.dataset(dataset, format);
    return isOfOneUser ? contents.oneUser(format) : contents.organization;
  });

const contentOf = ({ dataset, format, selection }: NotifiableExport): Localized =>
  describeExport(dataset, format, selection.userId !== undefined);

/** The owner at the time of sending for an ORGANIZATION export, and the requester for any other. */
const recipientOf = ({ dataset, requestedById }: NotifiableExport): 'OWNER' | number =>
  dataset === ExportDataset.ORGANIZATION ? 'OWNER' : requestedById;

export async function enqueueRequestedNotice(manager: EntityManager, row: NotifiableExport): Promise<void> {
  if (row.dataset !== ExportDataset.ORGANIZATION) return;
  await enqueueNotice(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.EXPORT_REQUESTED,
    to: 'OWNER',
    exportId: row.id,
    byUserId: row.requestedById,
    details: { what: contentOf(row) },
  });
}

export const enqueueCompletedNotice = (manager: EntityManager, row: NotifiableExport, keepMs: number): Promise<void> =>
  enqueueNotice(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.EXPORT_COMPLETED,
    to: recipientOf(row),
    exportId: row.id,
    details: { what: contentOf(row), keptHours: Math.round(keepMs / hourMs) },
  });

export const enqueueFailedNotice = (
  manager: EntityManager,
  row: NotifiableExport,
  failure: JobFailure,
): Promise<void> =>
  enqueueNotice(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.EXPORT_FAILED,
    to: recipientOf(row),
    exportId: row.id,
    details: { what: contentOf(row), reason: inEachLanguage((language) => translatedFailure(failure, language)) },
  });
