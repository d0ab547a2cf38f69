import { Field, ID, InputType } from 'type-graphql';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { BookingStatus } from './booking.entity';
import { maxReferenceLength, maxResourceLength } from './booking-writes';

const resourceText = `The booked resource at the location, for example a room or a desk; up to ${maxResourceLength} characters`;

@InputType({ description: 'A new booking. The server sets its time of creation.' })
export class CreateBookingInput {
  @Field(() => ID, { description: 'Id of the user who books.' })
  userId: string;

  @Field(() => ID, { description: 'Id of the location.' })
  locationId: string;

  @Field(() => DateTimeScalar, { description: 'Start of the booking.' })
  startsAt: Date;

  @Field(() => DateTimeScalar, { description: 'End of the booking: after the start, by at most 366 days.' })
  endsAt: Date;

  @Field(() => String, { nullable: true, description: `${resourceText}. Null or empty: none.` })
  @MaxCharacters(maxResourceLength)
  resource?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Reference, unique in the organization, up to ${maxReferenceLength} characters. Absent: a random one.`,
  })
  @MaxCharacters(maxReferenceLength)
  reference?: string | null;

  @Field(() => BookingStatus, {
    defaultValue: BookingStatus.PENDING,
    description: 'PENDING or CONFIRMED; BAD_USER_INPUT for CANCELLED.',
  })
  status: BookingStatus = BookingStatus.PENDING;
}

@InputType({ description: 'The new time and location of a booking. Its status does not change.' })
export class RescheduleBookingInput {
  @Field(() => ID, { description: 'Id of the booking.' })
  id: string;

  @Field(() => DateTimeScalar, { description: 'Start of the booking.' })
  startsAt: Date;

  @Field(() => DateTimeScalar, { description: 'End of the booking: after the start, by at most 366 days.' })
  endsAt: Date;

  @Field(() => ID, { nullable: true, description: 'Id of the location; absent: unchanged.' })
  locationId?: string | null;

  @Field(() => String, { nullable: true, description: `${resourceText}. Absent: unchanged. Null or empty: none.` })
  @MaxCharacters(maxResourceLength)
  resource?: string | null;
}
