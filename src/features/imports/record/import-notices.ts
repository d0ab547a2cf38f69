import type { EntityManager } from 'typeorm';
import type { JobFailure } from '../../../platform/graphql/job-progress.type';
import { inEachLanguage, type Localized } from '../../../platform/text/language';
import type { Sentence } from '../../../sentences';
import { details } from '../../audit/audit-details';
import { failures } from '../../labels/en/failures';
import { labels } from '../../labels/labels';
import { translated, translatedFailure } from '../../labels/sentences';
import { harmlessFileName } from '../../notices/harmless-texts';
import { enqueueNotice, NoticeKind } from '../../notices/notice';
import type { Import } from './import.entity';
import { hasChangedRecords } from './import.policy';
import { titleOf } from './import-title';

type NotifiableImport = Pick<
  Import,
  'id' | 'organizationId' | 'requestedById' | 'appliedById' | 'dataset' | 'fileName' | 'undoLevel' | 'keepMs'
>;

type AppliedCounts = Pick<Import, 'appliedCreated' | 'appliedChanged' | 'appliedRemoved' | 'conflicts' | 'failed'>;

const hourMs = 3_600_000;

/** What was imported, as mails call it. */
const contentOf = (row: NotifiableImport): Localized =>
  inEachLanguage((language) => {
    const fileName = harmlessFileName(row.fileName);
    const title = fileName && titleOf({ ...row, fileName }, language);
    return labels[language].noticeMail.contents.dataset(row.dataset, title);
  });

/** Why an import failed, as mails say it. The message about a file can contain parts of the file. */
const reasonOf = (failure: JobFailure): Localized =>
  inEachLanguage((language) =>
    Object.hasOwn(failures, failure.code)
      ? translatedFailure(failure, language)
      : labels[language].noticeMail.reasonOnPage,
  );

/** Notifies the user who applied the plan. */
export const enqueueCompletedNotice = (manager: EntityManager, row: NotifiableImport & AppliedCounts): Promise<void> =>
  enqueueNotice(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.IMPORT_COMPLETED,
    to: row.appliedById ?? row.requestedById,
    importId: row.id,
    details: { what: contentOf(row), result: localizedResult(row), keptHours: Math.round(row.keepMs / hourMs) },
  });

/** Notifies the user who applied the plan, or who started the import if it failed before. */
export const enqueueFailedNotice = (
  manager: EntityManager,
  row: NotifiableImport & AppliedCounts,
  failure: JobFailure,
): Promise<void> =>
  enqueueNotice(manager, {
    organizationId: row.organizationId,
    kind: NoticeKind.IMPORT_FAILED,
    to: row.appliedById ?? row.requestedById,
    importId: row.id,
    details: {
      what: contentOf(row),
      reason: reasonOf(failure),
      ...(hasChangedRecords(row) && { result: localizedResult(row) }),
    },
  });

/** The result of an import in words, for mails and the audit log. */
export const resultOf = (row: AppliedCounts): Sentence =>
  details('RESULT', {
    created: row.appliedCreated,
    changed: row.appliedChanged,
    removed: row.appliedRemoved,
    conflicts: row.conflicts,
    failed: row.failed,
  });

const localizedResult = (row: AppliedCounts): Localized =>
  inEachLanguage((language) => translated('auditDetails', resultOf(row), language));
