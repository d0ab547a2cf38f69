import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';

@Entity('organizations')
@ObjectType({
  simpleResolvers: true,
  description: 'The tenant: a venue operator. Nothing crosses from one organization to another.',
})
export class Organization {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies the organization.' })
  id: number;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Short name for command lines and addresses, unique on this server.' })
  slug: string;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Name as people write it.' })
  name: string;

  @Column({ type: 'varchar' })
  @Field(() => String, {
    description:
      'The venue time zone, an IANA name. Every month and date of this API is a month or date of this zone, whichever location a booking is at and whichever its user belongs to.',
  })
  timezone: string;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'ISO 4217 code of the one currency of all its invoices.' })
  currency: string;

  @Column({ type: 'boolean' })
  @Field(() => Boolean, {
    description: 'Whether users agree to terms of its own; then exports have the terms columns.',
  })
  customTermsEnabled: boolean;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the organization was set up.' })
  createdAt: Date;
}
