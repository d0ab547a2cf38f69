import { ArrayUnique, IsOptional, ValidateNested } from 'class-validator';
import type { GraphQLResolveInfo } from 'graphql';
import {
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  Info,
  Int,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import type { DataSource } from 'typeorm';
import { badInput } from '../../errors';
import { MaxValues } from '../../platform/graphql/input-limits';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { monthRange } from '../../platform/time/month-range';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { InvoiceStatus } from '../invoices/invoice.entity';
import { InvoiceFilter } from '../invoices/invoice.inputs';
import { invoiceCondition } from '../invoices/invoice-condition';
import { Money, money } from '../invoices/money';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { rollupScope } from '../rollups/day-totals';
import { directoryOf, organizationOf } from '../users/user.loaders';
import { invoiceScope } from '../users/user.policy';
import { filterByUsersNeeds, recordStatsComplexity, type UserFigureAccess } from '../users/user-figure-access';
import { userDimensionNames, type UsersIn } from './dimensions';
import { excludedInvoices, type InvoiceStatFigures, invoiceStats, invoiceStatUsers } from './invoice-stats';
import {
  MonthRangeArgs,
  readStats,
  refuseHiddenGroups,
  requestedStats,
  Stat,
  Stats,
  statsHead,
} from './statistics.types';

export enum InvoiceDimension {
  LOCATION = 'LOCATION',
  PLAN = 'PLAN',
  TEAM = 'TEAM',
  ACCOUNT_TYPE = 'ACCOUNT_TYPE',
  USER_STATUS = 'USER_STATUS',
  STATUS = 'STATUS',
}

registerEnumType(InvoiceDimension, {
  name: 'InvoiceDimension',
  description:
    'What invoices can be grouped by, beside the month. Whatever is asked of users is as it is now, not as it was at the time.',
  valuesConfig: {
    LOCATION: { description: 'The primary location of the user.' },
    PLAN: {
      description:
        'The plans of the user. A user on two plans counts in both, so the sum over plans may exceed the whole.',
    },
    TEAM: { description: 'The team of the user.' },
    ACCOUNT_TYPE: { description: 'The account type of the user.' },
    USER_STATUS: { description: 'The account status of the user.' },
    STATUS: { description: 'OPEN or PAID.' },
  },
});

@ArgsType()
export class InvoiceStatsArgs extends MonthRangeArgs {
  @Field(() => [InvoiceDimension], {
    nullable: true,
    description:
      'What to group by beside the month; up to 4, each once. An answer of more than 50,000 rows is refused: QUERY_TOO_COMPLEX.',
  })
  @IsOptional()
  @MaxValues(4)
  @ArrayUnique()
  groupBy?: InvoiceDimension[] | null;

  @Field(() => InvoiceFilter, {
    nullable: true,
    description:
      'Which invoices; absent: all that the viewer may see. `status` may be OPEN and PAID: void ones never count.',
  })
  @IsOptional()
  @ValidateNested()
  filter?: InvoiceFilter | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'The invoice figures of one month, and of one group where groups were asked for. A dimension that was not asked for is null.',
})
export class InvoiceStat extends Stat {
  @Field(() => InvoiceStatus, { nullable: true, description: 'STATUS: OPEN or PAID, as it is now.' })
  status?: InvoiceStatus;

  @Field(() => Money, { description: "The sum of their totals, in the organization's currency." })
  total: Money;
}

@ObjectType({ simpleResolvers: true, description: 'Invoices of the same months and filter that count in no figure.' })
export class ExcludedInvoices {
  @Field(() => Int, { description: 'Taken back. The `status` of the filter does not narrow this.' })
  void: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Invoice figures month by month, with all that is needed to check them.',
})
export class InvoiceStats extends Stats {
  @Field(() => [InvoiceStat], {
    description:
      'Every month of the range, zeros too; with groups, every month of every group that occurs, group by group, null first. Where no group occurs: every month once, all dimensions null.',
  })
  rows: InvoiceStat[];

  @Field(() => ExcludedInvoices, { description: 'What was left out.' })
  excluded: ExcludedInvoices | undefined;
}

/** The field of a row that says where it stands in the dimension. */
export const fieldOfInvoiceDimension: Record<InvoiceDimension, keyof InvoiceStat> = {
  LOCATION: 'location',
  PLAN: 'plan',
  TEAM: 'team',
  ACCOUNT_TYPE: 'accountType',
  USER_STATUS: 'userStatus',
  STATUS: 'status',
};

@Resolver()
export class InvoiceStatsResolver {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
    private readonly figures: UserFigureAccess,
  ) {}

  @Authorized()
  @Refusable(filterByUsersNeeds)
  @Query(() => InvoiceStats, {
    name: 'invoiceStats',
    description:
      "OPEN and PAID invoices by the venue month of issue, over the whole organization or what the filter leaves. Without INVOICES_VIEW: only the viewer's own, and `scope` is OWN. FORBIDDEN for `filter.users` and groups of users without IDENTITIES_VIEW.",
    complexity: recordStatsComplexity,
  })
  async getInvoiceStats(
    @Args() { from, to, groupBy, filter, asOf }: InvoiceStatsArgs,
    @Ctx() operation: Operation,
    @Info() info: GraphQLResolveInfo,
  ): Promise<InvoiceStats> {
    if (filter?.status?.includes(InvoiceStatus.VOID))
      throw badInput('filter.status', 'Void invoices never count: see `excluded` for them.');
    const { timezone, currency } = await organizationOf(operation, this.organizations);
    const range = monthRange(VenueCalendar.of(timezone), from, to);
    const dimensions = groupBy ?? [];
    const scope = invoiceScope(operation.viewer);
    refuseHiddenGroups(scope, dimensions, [...userDimensionNames, InvoiceDimension.LOCATION]);
    const figures = await this.figures.resolveForRecords(operation, scope, filter?.users, asOf);
    const asked = (which: InvoiceFilter | null | undefined) => ({
      condition: invoiceCondition(scope, which, figures),
      rollup: rollupScope(scope, timezone, which),
    });
    const request = {
      range,
      groupBy: dimensions,
      ...asked(filter),
      directory: await directoryOf(operation, this.organizations),
    };
    const wanted = requestedStats(info);
    return readStats(this.dataSource, wanted, async (run) => {
      const rows = await invoiceStats(run, request);
      const users = wanted.users ? await invoiceStatUsers(run, request) : undefined;
      // Of the same filter but for the status, which void invoices do not have.
      const excluded = wanted.excluded
        ? { void: await excludedInvoices(run, { ...request, ...asked({ ...filter, status: null }) }) }
        : undefined;
      return {
        ...statsHead(scope, timezone, operation.startedAt, range),
        rows: rows.map((row) => shown(row, users, dimensions, currency)),
        excluded,
      };
    });
  }
}

const shown = (
  { month, group, count, totalMinor }: InvoiceStatFigures,
  users: UsersIn | undefined,
  dimensions: readonly InvoiceDimension[],
  currency: string,
): InvoiceStat => ({
  month,
  count,
  users: users?.(month, group),
  total: money(totalMinor, currency),
  ...Object.fromEntries(dimensions.map((dimension, index) => [fieldOfInvoiceDimension[dimension], group[index]])),
});
