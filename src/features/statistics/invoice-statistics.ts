import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { sql } from '../../platform/database/sql';
import { InvoiceStatus } from '../invoices/invoice.entity';
import type { InvoiceFilter } from '../invoices/invoice.inputs';
import { checkInvoiceFilter, invoiceCondition } from '../invoices/invoice-condition';
import { invoiceCounts } from '../invoices/invoice-totals';
import { Money, money } from '../invoices/money';
import { Location } from '../organizations/reference-data.entity';
import { defineDimensionEnum, type Dimension } from './dimension';
import { commonMeasures, type Measures } from './measure';
import type { StatisticsDefinition } from './statistics-definition';
import { userDimensions } from './user-dimensions';

export const invoiceDimensions = {
  LOCATION: {
    description: 'The primary location of the invoiced user.',
    field: {
      name: 'location',
      type: String,
      description: 'Name of the location; null for users without a primary location.',
    },
    item: Location,
    isOfUser: true,
    expression: () => sql`u.primaryLocationId`,
    groups: (locationId, { locations }) => [locationId === null ? null : (locations.get(locationId as number) ?? null)],
  },
  ...userDimensions('the invoiced user'),
  STATUS: {
    description: 'The status of the invoice: OPEN or PAID.',
    field: { name: 'status', type: InvoiceStatus, description: 'Current status, OPEN or PAID.' },
    isOfUser: false,
    rollupColumn: 'status',
    expression: () => sql`i.status`,
    groups: (status) => [status],
  },
} satisfies Record<string, Dimension>;

export const InvoiceDimension = defineDimensionEnum('InvoiceDimension', 'invoices', invoiceDimensions);
export type InvoiceDimension = keyof typeof InvoiceDimension;

export const invoiceMeasures: Measures = {
  ...commonMeasures('OPEN and PAID invoices', 'invoiced users'),
  total: {
    type: Money,
    description: "Sum of the invoice totals in the organization's currency. Additive.",
    columns: [
      { name: 'total', subfield: 'decimal', isNumber: true },
      { name: 'totalMinor', subfield: 'minorUnits', isNumber: true },
      { name: 'currency', subfield: 'currency', isNumber: false },
    ],
    value: ({ amount }, currency) => money(amount, currency),
  },
};

export const invoiceStatistics: StatisticsDefinition<InvoiceFilter, 'void'> = {
  table: 'invoices',
  alias: 'i',
  instants: { ISSUED: 'issuedAt' },
  counted: invoiceCounts,
  countedStatuses: ['OPEN', 'PAID'],
  excluded: { void: 'VOID' },
  amount: 'i.totalMinor',
  dimensions: invoiceDimensions,
  measures: invoiceMeasures,
  assertValidFilter(filter) {
    checkInvoiceFilter(filter, 'filter');
    if (filter?.status?.includes(InvoiceStatus.VOID))
      throw badInput(
        'filter.status',
        '`filter.status` must not include VOID: void invoices never count. Select `excluded` for their number.',
        because('STATUS_NOT_COUNTED'),
      );
  },
  condition: invoiceCondition,
};
