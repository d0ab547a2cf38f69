import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';

export enum BookingStatus {
  PENDING = 'PENDING',
  CONFIRMED = 'CONFIRMED',
  CANCELLED = 'CANCELLED',
}

registerEnumType(BookingStatus, {
  name: 'BookingStatus',
  description: 'The status of a booking.',
  valuesConfig: {
    PENDING: { description: 'Not yet confirmed. Not counted in figures.' },
    CONFIRMED: { description: 'Confirmed. The only status that counts in figures.' },
    CANCELLED: { description: 'Cancelled. Not counted in figures.' },
  },
});

@Entity('bookings')
@ObjectType({ simpleResolvers: true, description: 'A reservation by one user at one location.' })
export class Booking {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Id of the booking.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  @Field(() => ID, { description: 'Id of the user who booked.' })
  userId: number;

  @Column({ type: 'int' })
  @Field(() => ID, { description: 'Id of the location.' })
  locationId: number;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Reference, unique in the organization.' })
  reference: string;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'The booked resource at the location, for example a room or a desk; null if none was set.',
  })
  resource: string | null;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'Start, in UTC. Determines the month in figures with the basis BOOKED.' })
  startsAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'End, in UTC.' })
  endsAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, {
    description: 'Time of creation, in UTC. Determines the month in figures with the basis CREATED.',
  })
  createdAt: Date;

  @Column({ type: 'varchar' })
  @Field(() => BookingStatus, { description: 'Current status.' })
  status: BookingStatus;
}

/** The fields that change. User, reference and time of creation never do. */
export const changeableBookingFields = ['locationId', 'resource', 'startsAt', 'endsAt', 'status'];
