import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { forbidden } from '../../errors';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import { monthRange, monthsComplexity } from '../../platform/time/month-range';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from '../users/user.entity';
import { organizationOf } from '../users/user.loaders';
import { canSeeInvoiceTotalsOf } from '../users/user.policy';
import { invoiceTotalsLoader, monthlyInvoicesLoader } from './invoice-totals.loaders';
import { Money, money } from './money';

@ObjectType({
  simpleResolvers: true,
  description:
    'What was invoiced to a user, by `issuedAt`. VOID invoices never count. Months are calendar months of the venue time zone.',
})
export class InvoiceTotals {
  @Field(() => Money, { description: 'In the month that holds `asOf`.' })
  thisMonth: Money;

  @Field(() => Money, { description: 'In the month before it.' })
  lastMonth: Money;

  @Field(() => Money, { description: 'Ever, invoices after `asOf` included.' })
  allTime: Money;

  userId: number;
}

@ObjectType({ simpleResolvers: true, description: 'What was invoiced in one month, by `issuedAt`.' })
export class MonthlyInvoiceTotal {
  @Field(() => YearMonthScalar, { description: 'The calendar month of the venue time zone.' })
  month: string;

  @Field(() => Money, { description: 'The sum; VOID invoices never count.' })
  total: Money;
}

/** Adds `User.invoicing` from here, so that users need not know invoices. */
@Resolver(() => User)
export class UserInvoicingResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
  ) {}

  @Refusable('INVOICES_VIEW, or the three permissions of user exports')
  @FieldResolver(() => InvoiceTotals, {
    nullable: true,
    description:
      "The user's invoice totals, the same as in exports. Needs INVOICES_VIEW, or the three permissions of user exports, whose files hold the same totals; otherwise null and FORBIDDEN, but for one's own.",
    complexity: 5,
  })
  async invoicing(
    @Root() user: User,
    @Ctx() operation: Operation,
    // A scalar has checked itself: class-validator would be asked once more for every user.
    @Arg('asOf', () => DateTimeScalar, {
      nullable: true,
      validate: false,
      description:
        'The instant that this and last month are measured from; absent: the `asOf` of the `users` that the user came out of, or else now.',
    })
    asOf: Date | null,
  ): Promise<InvoiceTotals> {
    if (!canSeeInvoiceTotalsOf(operation.viewer, user.id)) throw forbidden('This needs the permission INVOICES_VIEW.');
    const { timezone, currency } = await organizationOf(operation, this.organizations);
    const totals = await invoiceTotalsLoader(
      operation,
      this.dataSource,
      timezone,
      asOf ?? user.figuresAsOf ?? operation.startedAt,
    ).load(user.id);
    return {
      thisMonth: money(totals.thisMonthMinor, currency),
      lastMonth: money(totals.lastMonthMinor, currency),
      allTime: money(totals.allTimeMinor, currency),
      userId: user.id,
    };
  }
}

@Resolver(() => InvoiceTotals)
export class MonthlyInvoicesResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
  ) {}

  @FieldResolver(() => [MonthlyInvoiceTotal], {
    description:
      'Month by month, zeros too, whatever `asOf` is. BAD_USER_INPUT for a range that is turned round or longer than 600 months.',
    complexity: monthsComplexity,
  })
  async months(
    @Root() { userId }: InvoiceTotals,
    @Ctx() operation: Operation,
    @Arg('from', () => YearMonthScalar, { description: 'The first month.' }) from: string,
    @Arg('to', () => YearMonthScalar, { description: 'The last month, included.' }) to: string,
  ): Promise<MonthlyInvoiceTotal[]> {
    const { timezone, currency } = await organizationOf(operation, this.organizations);
    const range = monthRange(VenueCalendar.of(timezone), from, to);
    const totals = await monthlyInvoicesLoader(operation, this.dataSource, range).load(userId);
    return range.months.map((month, place) => ({ month, total: money(totals?.[place] ?? 0n, currency) }));
  }
}
