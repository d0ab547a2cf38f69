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
  description: 'Where an invoice stands.',
  valuesConfig: {
    OPEN: { description: 'Issued and not yet paid.' },
    PAID: { description: 'Paid.' },
    VOID: { description: 'Taken back; counts in no figure.' },
  },
});

@Entity('invoices')
@ObjectType({ simpleResolvers: true, description: 'An invoice issued to one user.' })
export class Invoice {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies the invoice.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  @Field(() => ID, { description: 'Id of the user it was issued to.' })
  userId: number;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Its number, unique in the organization.' })
  number: string;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it was issued. Figures count by this.' })
  issuedAt: Date;

  @BigIntColumn()
  totalMinor: bigint;

  @Column({ type: 'varchar' })
  @Field(() => InvoiceStatus, { description: 'Where it stands.' })
  status: InvoiceStatus;
}
