import type { Snapshot } from '../../../platform/database/snapshot';
import { ExportDataset } from '../export.entity';
import { bookingsDataset } from './bookings';
import type { Dataset, DatasetRequest } from './dataset';
import { invoicesDataset } from './invoices';
import { usersDataset } from './users';

export function openDataset(dataset: ExportDataset, snapshot: Snapshot, request: DatasetRequest): Promise<Dataset> {
  switch (dataset) {
    case ExportDataset.USERS:
      return usersDataset(snapshot, request);
    case ExportDataset.BOOKINGS:
      return bookingsDataset(snapshot, request);
    case ExportDataset.INVOICES:
      return invoicesDataset(snapshot, request);
    case ExportDataset.ORGANIZATION:
      throw new Error('there are no files of whole organizations yet');
  }
}
