import { Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { type Connection, connectionType } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { recordLoader } from '../../platform/graphql/record.loaders';
import { Refusable } from '../../platform/graphql/refusable';
import { assertAllowed } from '../auth/denials';
import { bookingScope, invoiceScope } from '../auth/scopes';
import { Booking } from '../bookings/booking.entity';
import type { BookingRepository } from '../bookings/booking.repository';
import { namedItemsOf, organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { Location } from '../organizations/reference-data.entity';
import { User } from '../users/user.entity';
import { userLoader } from '../users/user.loaders';
import type { UserRepository } from '../users/user.repository';
import { filterByUsersNeeds, recordListComplexity, type UserFigureAccess } from '../users/user-figure-access';
import { Invoice } from './invoice.entity';
import { InvoicesArgs } from './invoice.inputs';
import { canSeeBookingOf, checkFilterInvoices } from './invoice.policy';
import type { InvoiceRepository } from './invoice.repository';
import { Money, money } from './money';

const InvoiceConnection = connectionType(() => Invoice, 'Invoice', 'invoices');

@Resolver(() => Invoice)
export class InvoiceResolver {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly users: UserRepository,
    private readonly organizations: OrganizationRepository,
    private readonly bookings: BookingRepository,
    private readonly figures: UserFigureAccess,
  ) {}

  @Authorized()
  @Refusable(filterByUsersNeeds)
  @Query(() => InvoiceConnection, {
    nullable: true,
    name: 'invoices',
    description:
      'The invoices of the organization as a paginated list. ' +
      "Without INVOICES_VIEW: the viewer's own invoices only, and `scope` is OWN. " +
      'Null with FORBIDDEN, unless the scope is OWN, for `filter.users` without IDENTITIES_VIEW, and for filters by bookings without BOOKINGS_VIEW.',
    complexity: recordListComplexity,
  })
  async listInvoices(@Args() args: InvoicesArgs, @Ctx() operation: Operation): Promise<Connection<Invoice>> {
    const scope = invoiceScope(operation.viewer);
    assertAllowed(checkFilterInvoices(operation.viewer, scope, args.filter));
    const figures = await this.figures.resolveForRecords(operation, scope, args.filter, args.asOf);
    return this.invoices.list(scope, args, figures);
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'The invoiced user; null if the viewer may not see that user.',
  })
  user(@Root() invoice: Invoice, @Ctx() operation: Operation): Promise<User | null> {
    return userLoader(operation, this.users).load(invoice.userId);
  }

  @FieldResolver(() => Location, { nullable: true, description: 'The location; null if none was set.' })
  async location(@Root() { locationId }: Invoice, @Ctx() operation: Operation): Promise<Location | null> {
    if (locationId === null) return null;
    return (await namedItemsOf(operation, this.organizations)).locations.get(locationId)!;
  }

  @FieldResolver(() => ID, {
    nullable: true,
    description: 'Id of the invoiced booking; null if none was set, or if the viewer may not see it.',
  })
  bookingId(@Root() invoice: Invoice, @Ctx() { viewer }: Operation): number | null {
    return canSeeBookingOf(viewer, invoice) ? invoice.bookingId : null;
  }

  @FieldResolver(() => Booking, {
    nullable: true,
    description: 'The invoiced booking, of the same user; null if none was set, or if the viewer may not see it.',
  })
  booking(@Root() { bookingId }: Invoice, @Ctx() operation: Operation): Promise<Booking | null> | null {
    return bookingId === null ? null : recordLoader(operation, this.bookings, bookingScope).load(bookingId);
  }

  @FieldResolver(() => Money, { description: "Total in the organization's currency." })
  async total(@Root() invoice: Invoice, @Ctx() operation: Operation): Promise<Money> {
    const { currency } = await organizationOf(operation, this.organizations);
    return money(invoice.totalMinor, currency);
  }
}
