import type { DataSource } from 'typeorm';
import { type ColumnKey, page } from '../../platform/database/keyset';
import { type Connection, OrderDirection } from '../../platform/graphql/connection';
import { dataScope } from '../../platform/graphql/data-scope';
import type { RecordScope } from '../users/user.policy';
import type { ResolvedFigures } from '../users/user-figures';
import { Invoice } from './invoice.entity';
import { InvoiceOrderField, type InvoicesArgs } from './invoice.inputs';
import { invoiceCondition } from './invoice-condition';

const sortKeys: Record<InvoiceOrderField, Omit<ColumnKey<Invoice>, 'descending' | 'name'>> = {
  ISSUED_AT: { expression: 'i.issuedAt', value: (invoice) => invoice.issuedAt.getTime() },
  NUMBER: { expression: 'i.number', value: (invoice) => invoice.number, text: true },
  TOTAL: { expression: 'i.totalMinor', value: (invoice) => Number(invoice.totalMinor) },
};

export class InvoiceRepository {
  constructor(private readonly dataSource: DataSource) {}

  list(
    scope: RecordScope,
    { filter, orderBy, ...pageArgs }: InvoicesArgs,
    figures: ResolvedFigures | null,
  ): Promise<Connection<Invoice>> {
    const asked = orderBy?.length ? orderBy : [{ field: InvoiceOrderField.ISSUED_AT, direction: OrderDirection.ASC }];
    const levels: ColumnKey<Invoice>[] = asked.map(({ field, direction }) => ({
      name: field,
      ...sortKeys[field],
      descending: direction === OrderDirection.DESC,
    }));
    levels.push({ name: 'ID', expression: 'i.id', value: (invoice) => invoice.id, descending: levels[0]!.descending });
    return page(
      invoiceCondition(scope, filter, figures).applyTo(this.dataSource.manager.createQueryBuilder(Invoice, 'i')),
      levels,
      pageArgs,
      dataScope(scope.onlyUserId),
    );
  }
}
