import type { DataSource } from 'typeorm';
import { Condition } from '../../platform/database/condition';
import { page, type SortKey } from '../../platform/database/keyset';
import { OrderDirection, type Connection } from '../../platform/graphql/connection';
import { idsOf } from '../../platform/graphql/ids';
import type { Scope } from '../users/user.policy';
import { Invoice } from './invoice.entity';
import { InvoiceOrderField, type InvoiceFilter, type InvoicesArgs } from './invoice.inputs';

const sortKeys: Record<InvoiceOrderField, Omit<SortKey<Invoice>, 'descending' | 'name'>> = {
  ISSUED_AT: { expression: 'i.issuedAt', value: (invoice) => invoice.issuedAt.getTime() },
  NUMBER: { expression: 'i.number', value: (invoice) => invoice.number },
  TOTAL: { expression: 'i.totalMinor', value: (invoice) => Number(invoice.totalMinor) },
};

export class InvoiceRepository {
  constructor(private readonly dataSource: DataSource) {}

  list(scope: Scope, { filter, orderBy, ...pageArgs }: InvoicesArgs): Promise<Connection<Invoice>> {
    const asked = orderBy?.length ? orderBy : [{ field: InvoiceOrderField.ISSUED_AT, direction: OrderDirection.ASC }];
    const levels: SortKey<Invoice>[] = asked.map(({ field, direction }) => ({ name: field, ...sortKeys[field], descending: direction === OrderDirection.DESC }));
    levels.push({ name: 'ID', expression: 'i.id', value: (invoice) => invoice.id, descending: levels[0]!.descending });
    return page(invoiceCondition(scope, filter).applyTo(this.dataSource.manager.createQueryBuilder(Invoice, 'i')), levels, pageArgs);
  }
}

/** The one translation of a scope and a filter into SQL over `invoices i`. */
function invoiceCondition(scope: Scope, filter?: InvoiceFilter | null): Condition {
  const condition = new Condition().add('i.organizationId = ?', scope.organizationId);
  if (scope.onlyUserId !== undefined) condition.add('i.userId = ?', scope.onlyUserId);
  return condition
    .oneOf('i.userId', filter?.userIds && idsOf(filter.userIds))
    .oneOf('i.status', filter?.status)
    .within('i.issuedAt', filter?.issuedAt);
}
