import { serializeFilter } from '../../users/filter-json';
import type { ResolvedPeriod } from '../datasets/export-selection';
import { describeExport } from '../record/export-notices';
import type { StartExportInput } from '../start/start-export.inputs';
import type { ExportRequest, RequestSummary } from './export-request.entity';

export function summarizeRequest(
  { dataset, format, template, columns, ids, filter, userId }: StartExportInput,
  period: ResolvedPeriod | null,
): RequestSummary {
  const ofDataset = Object.values(filter ?? {}).find((value) => value);
  return {
    dataset,
    format,
    template: template ?? null,
    columns: columns ?? null,
    idCount: ids?.length ?? null,
    userId: userId ?? null,
    filter: ofDataset ? JSON.stringify(serializeFilter(ofDataset)) : null,
    period,
  };
}

/** Describes what was requested in mails. */
export const describeContent = ({ dataset, format, userId }: RequestSummary): string =>
  describeExport(dataset, format, userId !== null);

/** Describes the request in the audit log. */
export const describeRequest = ({ id, summary }: Pick<ExportRequest, 'id' | 'summary'>): string =>
  `request ${id}: ${summary.dataset} ${summary.format}`;
