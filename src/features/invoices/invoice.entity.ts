import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { BigIntColumn, InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';

export enum InvoiceStatus {
  OPEN = 'OPEN',
  PAID = 'PAID',
  VOID = 'VOID',
}

registerEnumType(InvoiceStatus, {
  name: 'InvoiceStatus',
  description: 'The status of an invoice.',
  valuesConfig: {
    OPEN: { description: 'Issued, not yet paid.' },
    PAID: { description: 'Paid.' },
    VOID: { description: 'Withdrawn. Not counted in figures.' },
  },
});

@Entity('invoices')
@ObjectType({ simpleResolvers: true, description: 'An invoice issued to one user.' })
export class Invoice {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Id of the invoice.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  @Field(() => ID, { description: 'Id of the invoiced user.' })
  userId: number;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Number, unique in the organization.' })
  number: string;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'Time of issue, in UTC. Determines the month in figures.' })
  issuedAt: Date;

  @BigIntColumn()
  totalMinor: bigint;

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the location; null if none was set.' })
  locationId: number | null;

  @Column({ type: 'int', nullable: true })
  bookingId: number | null;

  @Column({ type: 'varchar' })
  @Field(() => InvoiceStatus, { description: 'Current status.' })
  status: InvoiceStatus;
}

/** The fields that change. User, number, time of issue and total never do. */
export const changeableInvoiceFields = ['locationId', 'bookingId', 'status'];
