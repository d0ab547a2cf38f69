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
      width: 120,
      grow: 1,
      onCard: isOfOneUser,
      order: 'NUMBER',
      text: ({ number }) => number,
    },
    ...(isOfOneUser ? [] : [userColumn]),
    {
      key: 'issuedAt',
      title: titles.ISSUED_AT,
      width: 188,
      onCard: true,
      order: 'ISSUED_AT',
      highFirst: true,
      text: ({ issuedAt }) => instant(issuedAt, timezone),
    },
    {
      key: 'location',
      title: t.users.columns.location,
      width: 100,
      grow: 1,
      text: ({ location }) => location?.name ?? '',
    },
    {
      key: 'booking',
      title: t.lists.columns.booking,
      width: 110,
      grow: 1,
      text: ({ booking }) => booking?.reference ?? '',
    },
    {
      key: 'status',
      title: t.users.columns.status,
      width: 112,
      text: ({ status }) => labels.InvoiceStatus[status],
    },
    {
      key: 'total',
      title: titles.TOTAL,
      width: 110,
      grow: 1,
      isNumber: true,
      onCard: true,
      order: 'TOTAL',
      text: ({ total }) => money(total.decimal, currency),
    },
  ];
}
