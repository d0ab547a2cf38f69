import { Permission } from '../../auth/permissions';
import { invoiceScope } from '../../auth/scopes';
import { invoiceCatalogue } from '../../columns/catalogue';
import { invoiceListColumns } from '../../columns/invoice-columns';
import { InvoiceFilter } from '../../invoices/invoice.inputs';
import { bookingFilterPermissions } from '../../invoices/invoice.policy';
import { invoiceCondition } from '../../invoices/invoice-condition';
import { userFiltersIn } from '../../users/user-figure-filter';
import { recordsDataset } from './records';
import { type RowDatasetDefinition, selectionCondition, userFilterPermissions } from './row-dataset';

export const invoices: RowDatasetDefinition<InvoiceFilter> = {
  title: 'Invoices',
  recordName: 'invoice',
  description: 'One row per invoice.',
  permissions: [Permission.DATA_PROTECTION, Permission.INVOICES_VIEW],
  templates: { INVOICE_LIST: { keys: () => invoiceListColumns.map(({ key }) => key) } },
  table: 'invoices i',
  periodFields: { CREATED: 'i.issuedAt', ISSUED: 'i.issuedAt' },
  filter: {
    field: 'invoices',
    inputType: () => InvoiceFilter,
    usersIn: userFiltersIn,
    permissions: (filter, path, figures) => [
      ...bookingFilterPermissions(filter),
      ...userFilterPermissions(userFiltersIn(filter, path), figures),
    ],
  },
  catalogue: () => invoiceCatalogue,
  scope: invoiceScope,
  condition: invoiceCondition,
  open: (snapshot, request) =>
    recordsDataset(snapshot, request, {
      title: invoices.title,
      table: 'invoices i',
      catalogue: invoiceCatalogue,
      condition: (calendar) => selectionCondition(invoices, request, calendar),
    }),
};
