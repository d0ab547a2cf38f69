import { Field, ID, InputType } from 'type-graphql';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { BookingStatus } from './booking.entity';
import { maxReferenceLength, maxResourceLength } from './booking-writes';

const resourceText = `What is booked there: a room, a desk, a court; up to ${maxResourceLength} characters`;

@InputType({ description: 'A new booking. It is made now, by the clock of the server.' })
export class CreateBookingInput {
  @Field(() => ID, { description: 'Id of the user who books.' })
  userId: string;

  @Field(() => ID, { description: 'Id of the location.' })
  locationId: string;

  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  startsAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends: behind its start, at most 366 days.' })
  endsAt: Date;

  @Field(() => String, { nullable: true, description: `${resourceText}. Null or empty: none.` })
  @MaxCharacters(maxResourceLength)
  resource?: string | null;

  @Field(() => String, {
    nullable: true,
    description: `Unique in the organization, up to ${maxReferenceLength} characters. Absent: a random one is made.`,
  })
  @MaxCharacters(maxReferenceLength)
  reference?: string | null;

  @Field(() => BookingStatus, { defaultValue: BookingStatus.PENDING, description: 'PENDING or CONFIRMED.' })
  status: BookingStatus = BookingStatus.PENDING;
}

@InputType({ description: 'When, and where, a booking takes place instead. Its status stays.' })
export class RescheduleBookingInput {
  @Field(() => ID, { description: "The booking's id." })
  id: string;

  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  startsAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends: behind its start, at most 366 days.' })
  endsAt: Date;

  @Field(() => ID, { nullable: true, description: 'Id of the location; absent: it stays.' })
  locationId?: string | null;

  @Field(() => String, { nullable: true, description: `${resourceText}. Absent: it stays; null or empty: none.` })
  @MaxCharacters(maxResourceLength)
  resource?: string | null;
}
