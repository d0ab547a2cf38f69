import { instant, money } from '../format.js';
import type { InvoiceOrderField, InvoicePageResult } from '../generated.js';
import type { Labels } from '../labels.js';
import type { ListColumn } from '../lists/list-column.js';
import { userColumn } from '../lists/user-column.js';
import type { Viewer } from '../session.js';
import { t } from '../texts/index.js';

export type InvoiceRow = NonNullable<InvoicePageResult['invoices']>['nodes'][number];

type InvoiceColumn = ListColumn<InvoiceRow, InvoiceOrderField>;

/** The columns of a list of invoices, of all users or of one. */
export function invoiceColumns(
  { organization: { timezone, currency } }: Viewer,
  labels: Labels,
  isOfOneUser: boolean,
): readonly InvoiceColumn[] {
  const titles = labels.InvoiceOrderField;
  return [
    {
      key: 'number',
      title: titles.NUMBER,
      width: 'minmax(120px, 1fr)',
      onCard: isOfOneUser,
      order: 'NUMBER',
      text: ({ number }) => number,
    },
    ...(isOfOneUser ? [] : [userColumn]),
    {
      key: 'issuedAt',
      title: titles.ISSUED_AT,
      width: '188px',
      onCard: true,
      order: 'ISSUED_AT',
      highFirst: true,
      text: ({ issuedAt }) => instant(issuedAt, timezone),
    },
    {
      key: 'status',
      title: t.users.columns.status,
      width: '112px',
      text: ({ status }) => labels.InvoiceStatus[status],
    },
    {
      key: 'total',
      title: titles.TOTAL,
      width: 'minmax(110px, 1fr)',
      isNumber: true,
      onCard: true,
      order: 'TOTAL',
      text: ({ total }) => money(total.decimal, currency),
    },
  ];
}
