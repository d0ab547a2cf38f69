import DataLoader from 'dataloader';
import { cached, type Operation } from '../../../platform/graphql/operation';
import type { StartExportInput } from '../start/start-export.inputs';
import type { ExportRequestRepository } from './export-request.repository';

/** Inputs by request id. Load only ids of requests that the operation has read within its scope. */
export const inputLoader = (
  operation: Operation,
  requests: ExportRequestRepository,
): DataLoader<number, StartExportInput | null> =>
  cached(
    operation,
    inputLoader,
    () =>
      new DataLoader(async (ids) => {
        const inputs = await requests.listInputs(ids);
        return ids.map((id) => inputs.get(id) ?? null);
      }),
  );
