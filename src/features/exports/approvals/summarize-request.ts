import type { Localized } from '../../../platform/text/language';
import type { Sentence } from '../../../sentences';
import { details } from '../../audit/audit-details';
import { serializeFilter } from '../../users/filter-json';
import type { ResolvedPeriod } from '../datasets/export-selection';
import { describeExport } from '../record/export-notices';
import type { StartExportInput } from '../start/start-export.inputs';
import type { ExportRequest, RequestSummary } from './export-request.entity';

export function summarizeRequest(
  { dataset, format, template, columns, ids, excludeIds, filter, userId }: StartExportInput,
  period: ResolvedPeriod | null,
): RequestSummary {
  const ofDataset = Object.values(filter ?? {}).find((value) => value);
  return {
    dataset,
    format,
    template: template ?? null,
    columns: columns ?? null,
    idCount: ids?.length ?? null,
    excludedIdCount: excludeIds?.length ?? null,
    userId: userId ?? null,
    filter: ofDataset ? JSON.stringify(serializeFilter(ofDataset)) : null,
    period,
  };
}

/** Describes what was requested in mails. */
export const describeContent = ({ dataset, format, userId }: RequestSummary): Localized =>
  describeExport(dataset, format, userId !== null);

/** Describes the request in the audit log. */
export const describeRequest = ({ id, summary }: Pick<ExportRequest, 'id' | 'summary'>): Sentence =>
  details('EXPORT_REQUEST', { id, dataset: summary.dataset, format: summary.format });
