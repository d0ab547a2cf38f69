import type { Snapshot } from '../../../platform/database/snapshot';
import type { RowDataset } from '../../columns/catalogue';
import { bookingsDataset } from './bookings';
import type { Dataset, DatasetRequest } from './dataset';
import { invoicesDataset } from './invoices';
import { usersDataset } from './users';

export function openDataset(dataset: RowDataset, snapshot: Snapshot, request: DatasetRequest): Promise<Dataset> {
  switch (dataset) {
    case 'USERS':
      return usersDataset(snapshot, request);
    case 'BOOKINGS':
      return bookingsDataset(snapshot, request);
    case 'INVOICES':
      return invoicesDataset(snapshot, request);
  }
}
