import type { DataSource } from 'typeorm';
import { type Connection, OrderDirection } from '../../platform/graphql/connection';
import { dataScope } from '../../platform/graphql/data-scope';
import { type ColumnKey, page } from '../../platform/graphql/keyset';
import type { RecordScope } from '../auth/scopes';
import type { ResolvedFigures } from '../users/user-figures';
import { Invoice } from './invoice.entity';
import type { InvoicesArgs } from './invoice.inputs';
import { invoiceCondition } from './invoice-condition';
import { InvoiceOrderField, invoiceOrderFields } from './invoice-order';

export class InvoiceRepository {
  constructor(private readonly dataSource: DataSource) {}

  list(
    scope: RecordScope,
    { filter, orderBy, ...pageArgs }: InvoicesArgs,
    figures: ResolvedFigures | null,
  ): Promise<Connection<Invoice>> {
    const order = orderBy?.length ? orderBy : [{ field: InvoiceOrderField.ISSUED_AT, direction: OrderDirection.ASC }];
    const levels: ColumnKey<Invoice>[] = order.map(({ field, direction }) => ({
      name: field,
      ...invoiceOrderFields[field],
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
