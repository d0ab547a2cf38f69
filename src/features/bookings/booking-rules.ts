import { badInput } from '../../errors';
import { identifier, optionalText } from '../../platform/graphql/input-text';
import { randomCode } from '../../platform/random-code';
import { maxReferenceLength, maxResourceLength, type NewBooking } from './booking-writes';

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
 * @throws BAD_USER_INPUT naming the first invalid field
 */
export function bookingFields(
  { startsAt, endsAt, resource, reference }: BookingInput,
  pathOf: (field: keyof BookingInput) => string,
): Pick<NewBooking, 'startsAt' | 'endsAt' | 'reference' | 'resource'> {
  assertBookingDuration(startsAt, endsAt, pathOf('endsAt'));
  return {
    startsAt,
    endsAt,
    resource: optionalText(pathOf('resource'), resource, maxResourceLength),
    reference:
      reference === undefined || reference === null
        ? randomCode('B-')
        : identifier(pathOf('reference'), reference, maxReferenceLength),
  };
}

export function assertBookingDuration(startsAt: Date, endsAt: Date, path: string): void {
  const durationMs = endsAt.getTime() - startsAt.getTime();
  if (durationMs <= 0) throw badInput(path, `\`${path}\` must be later than the start.`);
  if (durationMs > maxDays * 86_400_000)
    throw badInput(path, `\`${path}\` must be at most ${maxDays} days after the start.`);
}
