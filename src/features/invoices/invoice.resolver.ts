import { Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { type Connection, connectionType } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { invoiceScope } from '../auth/scopes';
import { organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from '../users/user.entity';
import { userLoader } from '../users/user.loaders';
import type { UserRepository } from '../users/user.repository';
import { filterByUsersNeeds, recordListComplexity, type UserFigureAccess } from '../users/user-figure-access';
import { Invoice } from './invoice.entity';
import { InvoicesArgs } from './invoice.inputs';
import type { InvoiceRepository } from './invoice.repository';
import { checkInvoiceFilter } from './invoice-condition';
import { Money, money } from './money';

const InvoiceConnection = connectionType(() => Invoice, 'Invoice', 'invoices');

@Resolver(() => Invoice)
export class InvoiceResolver {
  constructor(
    private readonly invoices: InvoiceRepository,
    private readonly users: UserRepository,
    private readonly organizations: OrganizationRepository,
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
      'Null with FORBIDDEN for `filter.users` without IDENTITIES_VIEW, unless the scope is OWN.',
    complexity: recordListComplexity,
  })
  async listInvoices(@Args() args: InvoicesArgs, @Ctx() operation: Operation): Promise<Connection<Invoice>> {
    checkInvoiceFilter(args.filter, 'filter');
    const scope = invoiceScope(operation.viewer);
    const figures = await this.figures.resolveForRecords(operation, scope, args.filter?.users, args.asOf);
    return this.invoices.list(scope, args, figures);
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'The invoiced user; null if the viewer may not see that user.',
  })
  user(@Root() invoice: Invoice, @Ctx() operation: Operation): Promise<User | null> {
    return userLoader(operation, this.users).load(invoice.userId);
  }

  @FieldResolver(() => Money, { description: "Total in the organization's currency." })
  async total(@Root() invoice: Invoice, @Ctx() operation: Operation): Promise<Money> {
    const { currency } = await organizationOf(operation, this.organizations);
    return money(invoice.totalMinor, currency);
  }
}
