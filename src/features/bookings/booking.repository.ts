import type { DataSource } from 'typeorm';
import { Condition } from '../../platform/database/condition';
import { page, type SortKey } from '../../platform/database/keyset';
import { OrderDirection, type Connection } from '../../platform/graphql/connection';
import { idsOf } from '../../platform/graphql/ids';
import type { Scope } from '../users/user.policy';
import { Booking } from './booking.entity';
import { BookingOrderField, type BookingFilter, type BookingsArgs } from './booking.inputs';

const sortKeys: Record<BookingOrderField, Omit<SortKey<Booking>, 'descending' | 'name'>> = {
  STARTS_AT: { expression: 'b.startsAt', value: (booking) => booking.startsAt.getTime() },
  CREATED_AT: { expression: 'b.createdAt', value: (booking) => booking.createdAt.getTime() },
  REFERENCE: { expression: 'b.reference', value: (booking) => booking.reference },
};

export class BookingRepository {
  constructor(private readonly dataSource: DataSource) {}

  list(scope: Scope, { filter, orderBy, ...pageArgs }: BookingsArgs): Promise<Connection<Booking>> {
    const asked = orderBy?.length ? orderBy : [{ field: BookingOrderField.STARTS_AT, direction: OrderDirection.ASC }];
    const levels: SortKey<Booking>[] = asked.map(({ field, direction }) => ({ name: field, ...sortKeys[field], descending: direction === OrderDirection.DESC }));
    levels.push({ name: 'ID', expression: 'b.id', value: (booking) => booking.id, descending: levels[0]!.descending });
    return page(bookingCondition(scope, filter).applyTo(this.dataSource.manager.createQueryBuilder(Booking, 'b')), levels, pageArgs);
  }
}

/** The one translation of a scope and a filter into SQL over `bookings b`. */
function bookingCondition(scope: Scope, filter?: BookingFilter | null): Condition {
  const condition = new Condition().add('b.organizationId = ?', scope.organizationId);
  if (scope.onlyUserId !== undefined) condition.add('b.userId = ?', scope.onlyUserId);
  return condition
    .oneOf('b.userId', filter?.userIds && idsOf(filter.userIds))
    .oneOf('b.locationId', filter?.locationIds && idsOf(filter.locationIds))
    .oneOf('b.status', filter?.status)
    .within('b.startsAt', filter?.startsAt)
    .within('b.createdAt', filter?.createdAt);
}
