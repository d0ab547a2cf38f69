import type { DataSource } from 'typeorm';
import { page, type ColumnKey } from '../../platform/database/keyset';
import { OrderDirection, type Connection } from '../../platform/graphql/connection';
import type { MeasuredFigures } from '../users/user-figures';
import type { RecordScope } from '../users/user.policy';
import { invoiceCondition } from './invoice-condition';
import { Invoice } from './invoice.entity';
import { InvoiceOrderField, type InvoicesArgs } from './invoice.inputs';

const sortKeys: Record<InvoiceOrderField, Omit<ColumnKey<Invoice>, 'descending' | 'name'>> = {
  ISSUED_AT: { expression: 'i.issuedAt', value: (invoice) => invoice.issuedAt.getTime() },
  NUMBER: { expression: 'i.number', value: (invoice) => invoice.number, text: true },
  TOTAL: { expression: 'i.totalMinor', value: (invoice) => Number(invoice.totalMinor) },
};

export class InvoiceRepository {
  constructor(private readonly dataSource: DataSource) {}

  list(scope: RecordScope, { filter, orderBy, ...pageArgs }: InvoicesArgs, figures: MeasuredFigures | null): Promise<Connection<Invoice>> {
    const asked = orderBy?.length ? orderBy : [{ field: InvoiceOrderField.ISSUED_AT, direction: OrderDirection.ASC }];
    const levels: ColumnKey<Invoice>[] = asked.map(({ field, direction }) => ({ name: field, ...sortKeys[field], descending: direction === OrderDirection.DESC }));
    levels.push({ name: 'ID', expression: 'i.id', value: (invoice) => invoice.id, descending: levels[0]!.descending });
    return page(invoiceCondition(scope, filter, figures).applyTo(this.dataSource.manager.createQueryBuilder(Invoice, 'i')), levels, pageArgs);
  }
}
