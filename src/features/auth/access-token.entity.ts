import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';

@Entity('access_tokens')
@ObjectType({ simpleResolvers: true, description: 'An access token: what a program or a person signs in with. The token itself is shown once, when it is made.' })
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
  @Field(() => String, { nullable: true, description: 'What the token was named when it was made; null: it has no name.' })
  name: string | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: 'The last four characters of the token, to tell tokens apart; null for tokens made before these were kept.' })
  ending: string | null;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'Until when it works.' })
  expiresAt: Date;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When somebody last signed in with it, to within two minutes; null: not yet.' })
  lastUsedAt: Date | null;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null: it was not.' })
  revokedAt: Date | null;
}
