import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { shareEventLoop } from '../../platform/graphql/event-loop-share';
import { monthRangeOf, monthsComplexity } from '../../platform/graphql/month-range';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import { assertAllowed } from '../auth/denials';
import { Permission } from '../auth/permissions';
import { organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from '../users/user.entity';
import { checkSeeFiguresOf } from '../users/user.policy';
import { invoiceTotalsLoader, monthlyInvoicesLoader } from './invoice-totals.loaders';
import { Money, money } from './money';

@ObjectType({
  simpleResolvers: true,
  description:
    "A user's invoice totals by `issuedAt`. VOID invoices never count. Months are calendar months in the venue time zone.",
})
export class InvoiceTotals {
  @Field(() => Money, { description: 'Total of the month that contains `asOf`.' })
  thisMonth: Money;

  @Field(() => Money, { description: 'Total of the month before `thisMonth`.' })
  lastMonth: Money;

  @Field(() => Money, { description: 'Total of all invoices, including those after `asOf`.' })
  allTime: Money;

  userId: number;
}

@ObjectType({ simpleResolvers: true, description: 'Invoice total of one month, by `issuedAt`.' })
export class MonthlyInvoiceTotal {
  @Field(() => YearMonthScalar, { description: 'Calendar month in the venue time zone.' })
  month: string;

  @Field(() => Money, { description: 'Sum of the invoice totals. VOID invoices never count.' })
  total: Money;
}

/** Adds `User.invoicing`. It is declared here because users must not depend on invoices. */
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
      "The user's invoice totals, the same as in exports. " +
      'Requires the permission INVOICES_VIEW, or the permissions of user exports, ' +
      'because those files contain the totals; otherwise null with FORBIDDEN. Viewers always see their own.',
    complexity: 5,
  })
  async invoicing(
    @Root() user: User,
    @Ctx() operation: Operation,
    // The scalar has validated itself. Without `validate: false`, class-validator would run for every user.
    @Arg('asOf', () => DateTimeScalar, {
      nullable: true,
      validate: false,
      description:
        'The instant whose month is "this month"; absent: the `asOf` of the `users` list that returned the user, otherwise now.',
    })
    asOf: Date | null,
  ): Promise<InvoiceTotals> {
    assertAllowed(checkSeeFiguresOf(operation.viewer, user.id, Permission.INVOICES_VIEW, '`invoicing`'));
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
      'One entry per month of the range, including empty months; independent of `asOf`. ' +
      'BAD_USER_INPUT if `to` is before `from`, or for more than 600 months.',
    complexity: monthsComplexity,
  })
  async months(
    @Root() { userId }: InvoiceTotals,
    @Ctx() operation: Operation,
    @Arg('from', () => YearMonthScalar, { description: 'First month, in the venue time zone.' }) from: string,
    @Arg('to', () => YearMonthScalar, { description: 'Last month, inclusive.' }) to: string,
  ): Promise<MonthlyInvoiceTotal[]> {
    const { timezone, currency } = await organizationOf(operation, this.organizations);
    const range = monthRangeOf(operation, timezone, from, to);
    const totals = await monthlyInvoicesLoader(operation, this.dataSource, range).load(userId);
    await shareEventLoop(operation, range.months.length);
    return range.months.map((month, index) => ({ month, total: money(totals?.[index] ?? 0n, currency) }));
  }
}
