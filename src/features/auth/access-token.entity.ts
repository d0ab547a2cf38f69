import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';

@Entity('access_tokens')
@ObjectType({
  simpleResolvers: true,
  description:
    'An access token, with which a program or a person signs in. The token itself is shown only once, when it is created.',
})
export class AccessToken {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies the token, for `revokeToken`. It is no secret.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  userId: number;

  /** SHA-256 of the token, in hex: whoever reads this table cannot sign in. */
  @Column({ type: 'varchar', select: false })
  tokenHash: string;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: 'Name given when it was created; null: it has none.' })
  name: string | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'The last four characters of the token, to tell tokens apart; null for tokens created before an update that records them.',
  })
  ending: string | null;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it was created.' })
  createdAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it expires.' })
  expiresAt: Date;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last used, recorded up to two minutes late; null: no use is recorded yet.',
  })
  lastUsedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null: it is not revoked.' })
  revokedAt: Date | null;
}
