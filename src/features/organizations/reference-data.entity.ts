import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';

const archivedAt =
  'When it was archived; null: it is not archived. Existing records, filters, statistics and files keep it; new records cannot use it.';

@ObjectType({ simpleResolvers: true })
abstract class NamedItem {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies it; use it in filters.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Name, unique in the organization, ignoring case.' })
  name: string;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: archivedAt })
  archivedAt: Date | null;
}

@Entity('locations')
@ObjectType({ simpleResolvers: true, description: 'A place of the venue where bookings are made.' })
export class Location extends NamedItem {}

@Entity('teams')
@ObjectType({ simpleResolvers: true, description: 'A group that a user can belong to.' })
export class Team extends NamedItem {}

@Entity('plans')
@ObjectType({ simpleResolvers: true, description: 'A membership plan that users can be on.' })
export class Plan extends NamedItem {}

@Entity('custom_properties')
@ObjectType({
  simpleResolvers: true,
  description: 'A property of users that this organization added. Exports have a column for each.',
})
export class CustomProperty {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies the property.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar', name: 'propertyKey' })
  @Field(() => String, {
    description: 'Its key: letters, digits, `_`; never changes. Its export column is `custom.KEY`.',
  })
  key: string;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Name as people write it, and the header of its export column.' })
  name: string;

  @Column({ type: 'int' })
  @Field(() => Int, { description: 'Sort position of its export column. Equal positions are ordered by id.' })
  position: number;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: archivedAt })
  archivedAt: Date | null;
}
