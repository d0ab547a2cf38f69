import { badInput } from '../../errors';
import { identifier, optionalText } from '../../platform/graphql/input-text';
import { randomCode } from '../../platform/random-code';
import { maxReferenceLength, maxResourceLength, type NewBooking } from './booking-writes';

const maxDays = 366;

interface GivenBooking {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly resource?: string | null | undefined;
  readonly reference?: string | null | undefined;
}

/**
 * What an input or a row of a file says of a new booking, as it is stored. BAD_USER_INPUT names the first wrong field.
 */
export function bookingFields(
  { startsAt, endsAt, resource, reference }: GivenBooking,
  pathOf: (field: keyof GivenBooking) => string,
): Pick<NewBooking, 'startsAt' | 'endsAt' | 'reference' | 'resource'> {
  checkBookingLength(startsAt, endsAt, pathOf('endsAt'));
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

export function checkBookingLength(startsAt: Date, endsAt: Date, path: string): void {
  const lengthMs = endsAt.getTime() - startsAt.getTime();
  if (lengthMs <= 0) throw badInput(path, `\`${path}\` must be later than the start.`);
  if (lengthMs > maxDays * 86_400_000)
    throw badInput(path, `\`${path}\` must be at most ${maxDays} days after the start.`);
}
