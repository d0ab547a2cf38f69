import type { Sql } from '../../platform/database/sql';
import type { MonthPair, VenueCalendar } from '../../platform/time/venue-calendar';
import type { FigurePermission } from './user.policy';

/** The figures that users can be filtered by, and ordered by if they need no dates. */
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
  'BOOKINGS_IN_DATES_BOOKED',
  'BOOKINGS_IN_DATES_CREATED',
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
  /** `dates` is required by figures of dates. */
  rows(organizationId: number, months: MonthPair, dates?: OpenRange): Sql;
}

/** A range of instants, which is open where a bound is null. */
export interface OpenRange {
  readonly startMs: number | null;
  readonly endMs: number | null;
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

  get(figureName: UserFigureName, dates?: OpenRange): ResolvedFigure {
    const { month, none, rows } = this.figures[figureName];
    return {
      name: month ? `${figureName}@${this.months[month].startMs}` : figureName,
      none,
      rows: rows(this.organizationId, this.months, dates),
    };
  }
}
