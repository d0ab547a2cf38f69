import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../../platform/database/columns';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { Permission } from '../permissions';

@Entity('access_tokens')
@ObjectType({
  simpleResolvers: true,
  description:
    'An access token that a program or a person signs in with. The token itself is shown only once, when it is created.',
})
export class AccessToken {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Id of the token, for `revokeToken`. Not secret.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  userId: number;

  /** Hexadecimal SHA-256 of the token, so that read access to this table does not allow anyone to sign in. */
  @Column({ type: 'varchar', select: false })
  tokenHash: string;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: 'Name that was set at creation. Null if none was set.' })
  name: string | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'Last four characters of the token, to recognize it by. Null for tokens created before the server recorded them.',
  })
  ending: string | null;

  @Column({ type: 'simple-json', nullable: true })
  @Field(() => [Permission], {
    nullable: true,
    description:
      'Permissions that the token is limited to. ' +
      'Only the permissions that its user has as well are effective. It never has the rights of the owner. Null: no limit.',
  })
  permissions: Permission[] | null;

  /** The token that created this one, and whose revocation revokes it. */
  @Column({ type: 'int', nullable: true })
  parentId: number | null;

  /** The session that created this one. `revokeSession` revokes it, and the end of the session alone does not. */
  @Column({ type: 'int', nullable: true })
  parentSessionId: number | null;

  @Column({ type: 'boolean' })
  @Field({
    description:
      'Whether the token was created in a session to which an identity provider had signed in. It is then revoked when the provider is removed.',
  })
  isFromProvider: boolean;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the token was created.' })
  createdAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the token expires.' })
  expiresAt: Date;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the token was last used, recorded with a delay of up to two minutes. Null if no use has been recorded.',
  })
  lastUsedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the token was revoked. Null if it has not been revoked.',
  })
  revokedAt: Date | null;
}
