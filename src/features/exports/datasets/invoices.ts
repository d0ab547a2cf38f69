import type { Snapshot } from '../../../platform/database/snapshot';
import { invoiceCatalogue } from '../../columns/catalogue';
import type { InvoiceFilter } from '../../invoices/invoice.inputs';
import { invoiceCondition } from '../../invoices/invoice-condition';
import { parseStoredFilter } from '../../users/filter-json';
import { type Dataset, type DatasetRequest, withinPeriod } from './dataset';
import { recordsDataset } from './records';

export const invoicesDataset = (snapshot: Snapshot, request: DatasetRequest): Promise<Dataset> => {
  const { invoiceFilter, period } = request.selection;
  return recordsDataset(snapshot, request, {
    title: 'Invoices',
    table: 'invoices i',
    catalogue: invoiceCatalogue,
    condition: (scope, figures) =>
      withinPeriod(
        invoiceCondition(scope, parseStoredFilter<InvoiceFilter>(invoiceFilter), figures),
        'INVOICES',
        period,
      ),
  });
};
