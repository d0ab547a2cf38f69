import type { Snapshot } from '../../../platform/database/snapshot';
import { invoiceCatalogue } from '../../columns/catalogue';
import { invoiceCondition } from '../../invoices/invoice-condition';
import type { InvoiceFilter } from '../../invoices/invoice.inputs';
import { readStoredFilter } from '../../users/stored-filter';
import { withinPeriod, type Dataset, type DatasetRequest } from './dataset';
import { recordsDataset } from './records';

export const invoicesDataset = (snapshot: Snapshot, request: DatasetRequest): Promise<Dataset> => {
  const { invoiceFilter, period } = request.selection;
  return recordsDataset(snapshot, request, {
    title: 'Invoices',
    table: 'invoices i',
    catalogue: invoiceCatalogue,
    condition: (scope, figures) => withinPeriod(invoiceCondition(scope, readStoredFilter<InvoiceFilter>(invoiceFilter), figures), 'INVOICES', period),
  });
};
