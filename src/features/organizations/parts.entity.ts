import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@ObjectType({ simpleResolvers: true })
abstract class NamedPart {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies it; use it in filters.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Name, unique in the organization.' })
  name: string;
}

@Entity('locations')
@ObjectType({ simpleResolvers: true, description: 'A place of the venue where bookings are made.' })
export class Location extends NamedPart {}

@Entity('teams')
@ObjectType({ simpleResolvers: true, description: 'A group that a user can belong to.' })
export class Team extends NamedPart {}

@Entity('plans')
@ObjectType({ simpleResolvers: true, description: 'A membership plan that users can be on.' })
export class Plan extends NamedPart {}

@Entity('custom_properties')
@ObjectType({ simpleResolvers: true, description: 'A property of users that this organization added. Exports have a column for each.' })
export class CustomProperty {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies the property.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar', name: 'propertyKey' })
  @Field(() => String, { description: 'Its key: letters, digits, `_`. Its export column is `custom.KEY`.' })
  key: string;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Name as people write it, and the header of its export column.' })
  name: string;

  @Column({ type: 'int' })
  position: number;
}
