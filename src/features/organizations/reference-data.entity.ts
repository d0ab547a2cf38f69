import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { Shared } from '../../platform/graphql/audience';
import { DateTimeScalar } from '../../platform/graphql/scalars';

const archivedAt =
  'When it was archived. Null if it is not archived. ' +
  'Existing records, filters, statistics and files keep it, but new records cannot use it.';

@ObjectType({ simpleResolvers: true })
export abstract class NamedItem {
  @PrimaryGeneratedColumn()
  @Shared()
  @Field(() => ID, { description: 'Id, for filters.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => String, { description: 'Name. Unique in the organization, ignoring case.' })
  name: string;

  @Column({ type: 'int' })
  @Shared()
  @Field(() => Int, { description: 'Sort position in lists. Equal positions are ordered by name.' })
  position: number;

  @InstantColumn({ nullable: true })
  @Shared()
  @Field(() => DateTimeScalar, { nullable: true, description: archivedAt })
  archivedAt: Date | null;
}

@Entity('locations')
@ObjectType({ simpleResolvers: true, description: 'A location of the venue that can be booked.' })
export class Location extends NamedItem {}

@Entity('teams')
@ObjectType({ simpleResolvers: true, description: 'A group of users. A user belongs to at most one team.' })
export class Team extends NamedItem {}

@Entity('plans')
@ObjectType({ simpleResolvers: true, description: 'A membership plan. A user can have several plans.' })
export class Plan extends NamedItem {}

@Entity('custom_properties')
@ObjectType({
  simpleResolvers: true,
  description: 'A user property that the organization defined. Exports have a column for each.',
})
export class CustomProperty {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Id of the property.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar', name: 'propertyKey' })
  @Field(() => String, {
    description: 'Key of letters, digits and `_`. Never changes. The export column has the key `custom.KEY`.',
  })
  key: string;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Display name, and header of the export column.' })
  name: string;

  @Column({ type: 'int' })
  @Field(() => Int, { description: 'Sort position of the export column. Equal positions are ordered by id.' })
  position: number;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: archivedAt })
  archivedAt: Date | null;
}
