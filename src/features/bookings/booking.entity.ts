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
  description: 'Where a booking stands.',
  valuesConfig: {
    PENDING: { description: 'Waits for confirmation; counts in no figure.' },
    CONFIRMED: { description: 'The only status that counts in figures.' },
    CANCELLED: { description: 'Called off; counts in no figure.' },
  },
});

@Entity('bookings')
@ObjectType({ simpleResolvers: true, description: 'A reservation by one user at one location.' })
export class Booking {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies the booking.' })
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
  @Field(() => String, { description: 'Its reference, unique in the organization.' })
  reference: string;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: 'What was booked there: a room, a desk, a court.' })
  resource: string | null;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it begins. *Booked* figures count by this.' })
  startsAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it ends.' })
  endsAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it was made. *Created* figures count by this.' })
  createdAt: Date;

  @Column({ type: 'varchar' })
  @Field(() => BookingStatus, { description: 'Where it stands.' })
  status: BookingStatus;
}
