import { BookingRepository } from '../bookings/booking.repository';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { type Dependencies, resolver, type Room } from '../room';
import type { UserRepository } from '../users/user.repository';
import type { UserFigureAccess } from '../users/user-figure-access';
import { Invoice } from './invoice.entity';
import { InvoiceRepository } from './invoice.repository';
import { InvoiceResolver } from './invoice.resolver';
import { InvoiceService } from './invoice.service';
import { InvoiceChangesResolver } from './invoice-changes.resolver';
import { MonthlyInvoicesResolver, UserInvoicingResolver } from './user-invoicing.resolver';

interface InvoiceDependencies extends Dependencies {
  readonly organizations: OrganizationRepository;
  readonly users: UserRepository;
  readonly figureAccess: UserFigureAccess;
}

export const invoicesRoom: Room<InvoiceDependencies> = {
  entities: [Invoice],
  resolvers: [
    resolver(
      UserInvoicingResolver,
      ({ dataSource, organizations }) => new UserInvoicingResolver(dataSource, organizations),
    ),
    resolver(
      MonthlyInvoicesResolver,
      ({ dataSource, organizations }) => new MonthlyInvoicesResolver(dataSource, organizations),
    ),
    resolver(
      InvoiceResolver,
      ({ dataSource, users, organizations, figureAccess }) =>
        new InvoiceResolver(
          new InvoiceRepository(dataSource),
          users,
          organizations,
          new BookingRepository(dataSource),
          figureAccess,
        ),
    ),
    resolver(
      InvoiceChangesResolver,
      ({ dataSource, clock, users, organizations, auditLog }) =>
        new InvoiceChangesResolver(
          new InvoiceService(dataSource, clock, users, organizations, new BookingRepository(dataSource), auditLog),
        ),
    ),
  ],
};
