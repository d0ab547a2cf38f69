import type { DataSource } from 'typeorm';
import { type Connection, OrderDirection } from '../../platform/graphql/connection';
import { dataScope } from '../../platform/graphql/data-scope';
import { type ColumnKey, page } from '../../platform/graphql/keyset';
import type { RecordScope } from '../auth/scopes';
import type { ResolvedFigures } from '../users/user-figures';
import { Booking } from './booking.entity';
import type { BookingsArgs } from './booking.inputs';
import { bookingCondition } from './booking-condition';
import { BookingOrderField, bookingOrderFields } from './booking-order';

export class BookingRepository {
  constructor(private readonly dataSource: DataSource) {}

  list(
    scope: RecordScope,
    { filter, orderBy, ...pageArgs }: BookingsArgs,
    figures: ResolvedFigures | null,
  ): Promise<Connection<Booking>> {
    const order = orderBy?.length ? orderBy : [{ field: BookingOrderField.STARTS_AT, direction: OrderDirection.ASC }];
    const levels: ColumnKey<Booking>[] = order.map(({ field, direction }) => ({
      name: field,
      ...bookingOrderFields[field],
      descending: direction === OrderDirection.DESC,
    }));
    levels.push({ name: 'ID', expression: 'b.id', value: (booking) => booking.id, descending: levels[0]!.descending });
    return page(
      bookingCondition(scope, filter, figures).applyTo(this.dataSource.manager.createQueryBuilder(Booking, 'b')),
      levels,
      pageArgs,
      dataScope(scope.onlyUserId),
    );
  }

  /** The bookings in the scope among these, by id. */
  async listByIds(scope: RecordScope, ids: readonly number[]): Promise<Map<number, Booking>> {
    if (ids.length === 0) return new Map();
    const condition = bookingCondition(scope).in('b.id', ids);
    const rows = await condition.applyTo(this.dataSource.manager.createQueryBuilder(Booking, 'b')).getMany();
    return new Map(rows.map((row) => [row.id, row]));
  }
}
