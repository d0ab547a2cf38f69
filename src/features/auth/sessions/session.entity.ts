import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../../platform/database/columns';
import { DateTimeScalar } from '../../../platform/graphql/scalars';

@Entity('sessions')
@ObjectType({
  simpleResolvers: true,
  description: 'A browser in which a user is signed in. It holds the secret of the session in a cookie.',
})
export class Session {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Id of the session, for `revokeSession`. Not secret.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  userId: number;

  @Column({ type: 'varchar', select: false })
  secretHash: string;

  @Column({ type: 'boolean' })
  @Field({
    description:
      'Whether an identity provider has signed the user in. The session then ends when the provider is removed.',
  })
  isFromProvider: boolean;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: 'IP address at sign-in. Null if unknown.' })
  address: string | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'The browser at sign-in, as it names itself in `User-Agent`, up to 200 characters. Null if it does not.',
  })
  browser: string | null;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the user signed in.' })
  createdAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, {
    description:
      'When the session was last used for a request, recorded with a delay of up to two minutes. Live connections and links do not count.',
  })
  lastUsedAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the session ends unless it is used before.' })
  idleEndsAt: Date;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the session ends even if it is used.' })
  expiresAt: Date;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the session was ended, for example by its user. Null if it was not.',
  })
  revokedAt: Date | null;

  /** Whether it has ended because its user signed out, which does not end what was started with it. */
  @Column({ type: 'boolean' })
  isSignedOut: boolean;
}
