import { Arg, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { forbidden } from '../../errors';
import type { Operation } from '../../platform/graphql/operation';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from '../users/user.entity';
import { organizationOf } from '../users/user.loaders';
import { canSeeInvoiceTotalsOf } from '../users/user.policy';
import { invoiceTotalsLoader } from './invoice-totals.loaders';
import { Money, money } from './money';

@ObjectType({ simpleResolvers: true, description: 'What was invoiced to a user, by `issuedAt`. VOID invoices never count. Months are calendar months of the venue time zone.' })
export class InvoiceTotals {
  @Field(() => Money, { description: 'In the month that holds `asOf`.' })
  thisMonth: Money;

  @Field(() => Money, { description: 'In the month before it.' })
  lastMonth: Money;

  @Field(() => Money, { description: 'Ever, invoices after `asOf` included.' })
  allTime: Money;
}

/** Adds `User.invoicing` from here, so that users need not know invoices. */
@Resolver(() => User)
export class UserInvoicingResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
  ) {}

  @FieldResolver(() => InvoiceTotals, {
    description: "The user's invoice totals, the same as in exports. FORBIDDEN for those who may see the user but not their invoices.",
    complexity: 5,
  })
  async invoicing(
    @Root() user: User,
    @Ctx() operation: Operation,
    @Arg('asOf', () => DateTimeScalar, { nullable: true, description: 'The instant that this and last month are measured from; absent: now.' }) asOf: Date | null,
  ): Promise<InvoiceTotals> {
    if (!canSeeInvoiceTotalsOf(operation.viewer, user.id)) throw forbidden('This needs the permission INVOICES_VIEW.');
    const { timezone, currency } = await organizationOf(operation, this.organizations);
    const totals = await invoiceTotalsLoader(operation, this.dataSource, timezone, asOf ?? operation.startedAt).load(user.id);
    return {
      thisMonth: money(totals.thisMonthMinor, currency),
      lastMonth: money(totals.lastMonthMinor, currency),
      allTime: money(totals.allTimeMinor, currency),
    };
  }
}
