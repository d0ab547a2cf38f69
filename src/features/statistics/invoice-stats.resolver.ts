import type { GraphQLResolveInfo } from 'graphql';
import { Args, Authorized, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { filterByUsersNeeds } from '../users/user-figure-access';
import { invoiceMeasures } from './definitions/invoice-statistics';
import { InvoiceStats, InvoiceStatsArgs } from './invoice-stats.types';
import { requestedStats } from './rows/requested-stats';
import type { StatisticsService } from './statistics.service';
import { recordStatsComplexity } from './statistics-price';

@Resolver()
export class InvoiceStatsResolver {
  constructor(private readonly statistics: StatisticsService) {}

  @Authorized()
  @Refusable(filterByUsersNeeds)
  @Query(() => InvoiceStats, {
    name: 'invoiceStats',
    description:
      'Figures of OPEN and PAID invoices by period of issue in the venue time zone, for the whole organization or ' +
      'the invoices that match the filter. ' +
      "Without INVOICES_VIEW: the viewer's own invoices only, and `scope` is OWN. " +
      'FORBIDDEN for `filter.users` and dimensions of users without IDENTITIES_VIEW, unless the scope is OWN.',
    complexity: recordStatsComplexity,
  })
  getInvoiceStats(
    @Args() args: InvoiceStatsArgs,
    @Ctx() operation: Operation,
    @Info() info: GraphQLResolveInfo,
  ): Promise<InvoiceStats> {
    return this.statistics.invoiceStats(operation, args, requestedStats(info, invoiceMeasures));
  }
}
