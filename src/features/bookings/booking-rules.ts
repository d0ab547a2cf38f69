import { because } from '../../error-reasons';
import { badInput, conflict } from '../../errors';
import { checkAll } from '../../platform/graphql/input-errors';
import { identifier, notNull, optionalText } from '../../platform/graphql/input-text';
import { randomCode } from '../../platform/random-code';
import { type AssignableItem, parseAssignableId } from '../organizations/organization.repository';
import { type Booking, BookingStatus } from './booking.entity';
import { maxReferenceLength, maxResourceLength, type NewBooking } from './booking-writes';

const { PENDING, CONFIRMED } = BookingStatus;

/** The statuses in which a booking may get a status. */
export const statusesBefore: Readonly<Record<BookingStatus, readonly BookingStatus[]>> = {
  PENDING: [],
  CONFIRMED: [PENDING],
  CANCELLED: [PENDING, CONFIRMED],
};

/** The statuses in which a booking may be rescheduled. */
export const reschedulable: readonly BookingStatus[] = [PENDING, CONFIRMED];

/** The fields that rescheduling changes. */
export const reschedulableFields = ['startsAt', 'endsAt', 'locationId', 'resource'] as const;

const maxDays = 366;

interface BookingInput {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly resource?: string | null | undefined;
  readonly reference?: string | null | undefined;
}

/**
 * Validates the fields of a new booking, from an input or a row of a file, and returns them as they are stored.
 *
 * @throws BAD_USER_INPUT naming the invalid fields
 */
export function bookingFields(
  { startsAt, endsAt, resource, reference }: BookingInput,
  pathOf: (field: keyof BookingInput) => string,
): Pick<NewBooking, 'startsAt' | 'endsAt' | 'reference' | 'resource'> {
  return checkAll({
    startsAt: () => startsAt,
    endsAt: () => validEnd(startsAt, endsAt, pathOf('endsAt')),
    resource: () => optionalText(pathOf('resource'), resource, maxResourceLength),
    reference: () =>
      reference === undefined || reference === null
        ? randomCode('B-')
        : identifier(pathOf('reference'), reference, maxReferenceLength),
  });
}

function validEnd(startsAt: Date, endsAt: Date, path: string): Date {
  const durationMs = endsAt.getTime() - startsAt.getTime();
  if (durationMs <= 0) throw badInput(path, `\`${path}\` must be later than the start.`, because('END_BEFORE_START'));
  if (durationMs > maxDays * 86_400_000)
    throw badInput(
      path,
      `\`${path}\` must be at most ${maxDays} days after the start.`,
      because('BOOKING_TOO_LONG', { days: maxDays }),
    );
  return endsAt;
}

interface RescheduleInput {
  readonly startsAt?: Date | undefined;
  readonly endsAt?: Date | undefined;
  readonly locationId?: string | null | undefined;
  readonly resource?: string | null | undefined;
}

/**
 * Validates the new time and place of a booking and returns the booking with them. Absent fields stay unchanged.
 *
 * @throws BAD_USER_INPUT naming the invalid fields
 */
export function rescheduled<Before extends Pick<Booking, 'startsAt' | 'endsAt' | 'locationId'>>(
  before: Before,
  { startsAt = before.startsAt, endsAt = before.endsAt, locationId, resource }: RescheduleInput,
  locations: ReadonlyMap<number, AssignableItem>,
  pathOf: (field: keyof RescheduleInput) => string,
): Before {
  const changes = checkAll({
    startsAt: () => startsAt,
    endsAt: () => validEnd(startsAt, endsAt, pathOf('endsAt')),
    ...(resource !== undefined && { resource: () => optionalText(pathOf('resource'), resource, maxResourceLength) }),
    ...(locationId !== undefined && {
      locationId: () =>
        parseAssignableId('location', locations, notNull(pathOf('locationId'), locationId), pathOf('locationId'), [
          before.locationId,
        ]),
    }),
  });
  return { ...before, ...changes };
}

/** @throws CONFLICT for `argument` unless the booking has one of these statuses. */
export function assertBookingStatus(
  { reference, status }: Pick<Booking, 'reference' | 'status'>,
  allowed: readonly BookingStatus[],
  argument: string,
): void {
  if (allowed.includes(status)) return;
  const required = allowed.length > 0 ? ` It must be ${allowed.join(' or ')}.` : ' It keeps this status.';
  throw conflict(
    argument,
    `The booking ${JSON.stringify(reference)} is ${status}.${required}`,
    because('BOOKING_STATE', { status }),
  );
}
