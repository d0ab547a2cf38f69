import type { OrganizationRepository } from '../organizations/organization.repository';
import { type Dependencies, resolver, type Room } from '../room';
import type { UserRepository } from '../users/user.repository';
import type { UserFigureAccess } from '../users/user-figure-access';
import { Booking } from './booking.entity';
import { BookingRepository } from './booking.repository';
import { BookingResolver } from './booking.resolver';
import { BookingService } from './booking.service';
import { BookingChangesResolver } from './booking-changes.resolver';
import { MonthlyBookingsResolver, UserBookingActivityResolver } from './user-booking-activity.resolver';

interface BookingDependencies extends Dependencies {
  readonly organizations: OrganizationRepository;
  readonly users: UserRepository;
  readonly figureAccess: UserFigureAccess;
}

export const bookingsRoom: Room<BookingDependencies> = {
  entities: [Booking],
  resolvers: [
    resolver(
      UserBookingActivityResolver,
      ({ dataSource, organizations }) => new UserBookingActivityResolver(dataSource, organizations),
    ),
    resolver(
      MonthlyBookingsResolver,
      ({ dataSource, organizations }) => new MonthlyBookingsResolver(dataSource, organizations),
    ),
    resolver(
      BookingResolver,
      ({ dataSource, users, organizations, figureAccess }) =>
        new BookingResolver(new BookingRepository(dataSource), users, organizations, figureAccess),
    ),
    resolver(
      BookingChangesResolver,
      ({ dataSource, clock, users, organizations, auditLog }) =>
        new BookingChangesResolver(new BookingService(dataSource, clock, users, organizations, auditLog)),
    ),
  ],
};
