import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';

@Entity('organizations')
@ObjectType({
  simpleResolvers: true,
  description: 'A venue operator (tenant). All data belongs to one organization and is never visible to another.',
})
export class Organization {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Id of the organization.' })
  id: number;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Short name for command lines and URLs. Unique on this server.' })
  slug: string;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Display name.' })
  name: string;

  @Column({ type: 'varchar' })
  @Field(() => String, {
    description:
      'IANA name of the venue time zone. ' +
      'All months and dates in this API are in this time zone, regardless of the location of a booking or user.',
  })
  timezone: string;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'ISO 4217 code of the currency of all invoices.' })
  currency: string;

  @Column({ type: 'boolean' })
  @Field(() => Boolean, {
    description: 'Whether the organization has its own terms of service. If so, exports have columns for them.',
  })
  customTermsEnabled: boolean;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the organization was created.' })
  createdAt: Date;
}
