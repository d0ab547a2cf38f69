import type DataLoader from 'dataloader';
import type { Operation } from '../../../platform/graphql/operation';
import { parsedLoader } from '../../../platform/graphql/parsed.loaders';
import type { StartExportInput } from '../start/start-export.inputs';
import type { RequestSummary } from './export-request.entity';
import type { ExportRequestRepository } from './export-request.repository';
import { deserializeInput } from './serialize-input';

/** Inputs by request id; null for a deleted request. */
export const inputLoader = (
  operation: Operation,
  requests: ExportRequestRepository,
): DataLoader<number, StartExportInput | null> =>
  parsedLoader<StartExportInput | null>(
    operation,
    inputLoader,
    (ids) => requests.listTexts('input', ids),
    deserializeInput,
    null,
  );

/** What requests ask for, by request id; null for a deleted request. */
export const summaryLoader = (
  operation: Operation,
  requests: ExportRequestRepository,
): DataLoader<number, RequestSummary | null> =>
  parsedLoader<RequestSummary | null>(
    operation,
    summaryLoader,
    (ids) => requests.listTexts('summary', ids),
    (text) => JSON.parse(text) as RequestSummary,
    null,
  );
