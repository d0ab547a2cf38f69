import type { Sql } from '../../platform/database/sql';
import type { MonthPair, VenueCalendar } from '../../platform/time/venue-calendar';
import type { FigurePermission } from './user.policy';

/** The figures that users can be ordered and filtered by. */
const userFigureNames = [
  'BOOKINGS_THIS_MONTH_BOOKED',
  'BOOKINGS_THIS_MONTH_CREATED',
  'BOOKINGS_LAST_MONTH_BOOKED',
  'BOOKINGS_LAST_MONTH_CREATED',
  'FIRST_BOOKING_DATE_BOOKED',
  'FIRST_BOOKING_DATE_CREATED',
  'LAST_BOOKING_DATE_BOOKED',
  'LAST_BOOKING_DATE_CREATED',
  'INVOICED_THIS_MONTH',
  'INVOICED_LAST_MONTH',
  'INVOICED_ALL_TIME',
] as const;
export type UserFigureName = (typeof userFigureNames)[number];

export const isUserFigure = (name: string): name is UserFigureName =>
  (userFigureNames as readonly string[]).includes(name);

/** Value of users without a booking: sorts before every instant. */
export const never = Number.MIN_SAFE_INTEGER;

/**
 * A figure as SQL rows `userId, value`, at most one per user. Implemented by bookings and invoices, which `users` must
 * not import.
 */
export interface UserFigure {
  readonly permission: FigurePermission;
  /** Absent if the figure does not depend on the month. */
  readonly month?: keyof MonthPair;
  /** Value of users without a row. */
  readonly none: number;
  rows(organizationId: number, months: MonthPair): Sql;
}

export type UserFigures = Readonly<Record<UserFigureName, UserFigure>>;

export interface ResolvedFigure {
  /** Contains the month, so that a cursor is rejected in another month. */
  readonly name: string;
  readonly none: number;
  readonly rows: Sql;
}

/** The figures of an organization's users as of one instant. */
export class ResolvedFigures {
  private readonly months: MonthPair;

  constructor(
    private readonly figures: UserFigures,
    private readonly organizationId: number,
    readonly calendar: VenueCalendar,
    asOf: Date,
  ) {
    this.months = calendar.thisAndLastMonth(asOf);
  }

  get(figureName: UserFigureName): ResolvedFigure {
    const { month, none, rows } = this.figures[figureName];
    return {
      name: month ? `${figureName}@${this.months[month].startMs}` : figureName,
      none,
      rows: rows(this.organizationId, this.months),
    };
  }
}
