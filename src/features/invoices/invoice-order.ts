import { defineEnum } from '../../platform/graphql/define-enum';
import type { ColumnKey } from '../../platform/graphql/keyset';
import type { Invoice } from './invoice.entity';

interface OrderField extends Omit<ColumnKey<Invoice>, 'descending' | 'name'> {
  /** Describes the enum value. */
  readonly description: string;
}

/** The fields that invoices can be ordered by, over `invoices i`. The enum derives from them. */
export const invoiceOrderFields = {
  ISSUED_AT: {
    description: 'Time of issue.',
    expression: 'i.issuedAt',
    value: (invoice) => invoice.issuedAt.getTime(),
  },
  NUMBER: {
    description: 'Number, by code point.',
    expression: 'i.number',
    value: (invoice) => invoice.number,
    text: true,
  },
  TOTAL: {
    description: 'Total.',
    expression: 'i.totalMinor',
    value: (invoice) => Number(invoice.totalMinor),
  },
} satisfies Record<string, OrderField>;

export const InvoiceOrderField = defineEnum(
  'InvoiceOrderField',
  'Fields that invoices can be ordered by.',
  invoiceOrderFields,
);
export type InvoiceOrderField = keyof typeof InvoiceOrderField;
