import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { PerViewer, Shared } from '../../platform/graphql/audience';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { fold } from '../../platform/text/fold';
import { Permission, Role } from '../auth/permissions';
import { type UserText, userTextFields } from './user-texts';

export enum UserStatus {
  ACTIVE = 'ACTIVE',
  INACTIVE = 'INACTIVE',
  PENDING = 'PENDING',
}

registerEnumType(UserStatus, {
  name: 'UserStatus',
  description: 'Status of an account.',
  valuesConfig: {
    ACTIVE: { description: 'In use. Only ACTIVE accounts can sign in.' },
    INACTIVE: {
      description:
        'Closed or suspended. ' +
        'Access tokens, WebSockets with their subscriptions, and download links stop working within seconds, ' +
        'and unfinished exports fail with PERMISSION_LOST. ' +
        'Sessions end. Tokens that are not revoked work again once the account is ACTIVE.',
    },
    PENDING: { description: 'Invited or waiting for approval. Cannot sign in.' },
  },
});

/** A text field of `userTextFields`. */
const Text =
  (type: 'varchar' | 'text' = 'varchar'): PropertyDecorator =>
  (target, field) => {
    Column({ type, nullable: true })(target, field);
    const { description } = userTextFields[field as UserText];
    Field(() => String, { nullable: true, description })(target, field);
  };
const FlagColumn = (nullable = false): PropertyDecorator => Column({ type: 'boolean', nullable });
const list = (description: string): PropertyDecorator & MethodDecorator => Field(() => [String], { description });

@Entity('users')
@PerViewer()
@ObjectType({ simpleResolvers: true, description: 'A user account of the organization.' })
export class User {
  @PrimaryGeneratedColumn()
  @Shared()
  @Field(() => ID, { description: 'Id of the user.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => String, {
    description:
      'Username. Unique in the organization, ignoring case (full Unicode case folding and NFKC). Never changes.',
  })
  username: string;

  @Column({ type: 'varchar', select: false })
  usernameKey: string;

  @Column({ type: 'text', select: false })
  searchText: string;

  @Column({ type: 'varchar' })
  @Field(() => Role, { description: 'Role in the organization.' })
  role: Role;

  @Column({ type: 'simple-json' })
  @Field(() => [Permission], {
    description: 'Granted permissions. Effective for admins only: the owner has all permissions, a member none.',
  })
  permissions: Permission[];

  @Text() @Shared() lastName: string | null;
  @Text() @Shared() firstName: string | null;
  @Text() @Shared() email: string | null;
  @Text() title: string | null;
  @Text() profession: string | null;
  @Text('text') bio: string | null;
  @Column({ type: 'simple-json' }) @list('Skills.') skills: string[];
  @Column({ type: 'simple-json' }) @list('Tags that the organization assigned to the account.') tags: string[];
  @Text() company: string | null;
  @Text() phone: string | null;
  @Text() city: string | null;
  @Text() country: string | null;
  @Text() skype: string | null;
  @Text() linkedInProfile: string | null;
  @Text() facebookProfile: string | null;
  @Text() googleProfile: string | null;

  @Column({ type: 'varchar' })
  @Field(() => UserStatus, { description: 'Status of the account.' })
  status: UserStatus;

  @Text() accountType: string | null;
  @Text() source: string | null;
  @Text() profile: string | null;
  @Text() sponsor: string | null;
  @Text() validityPeriod: string | null;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the account was created.' })
  createdAt: Date;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the user last signed in. Null if never.' })
  lastLoginAt: Date | null;

  @Column({ type: 'simple-json' })
  planIds: number[];

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the team. Null if the user has none.' })
  teamId: number | null;

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the primary location. Null if the user has none.' })
  primaryLocationId: number | null;

  @Column({ type: 'simple-json' })
  @list("Primary locations in the organization's other systems.")
  externalPrimaryLocations: string[];

  @FlagColumn()
  @Field(() => Boolean, { description: 'Whether a payment method is on file.' })
  hasPaymentMethod: boolean;
  @FlagColumn()
  @Field(() => Boolean, { description: 'Whether invoices are paid automatically.' })
  autopaymentsEnabled: boolean;
  @Text() additionalNotificationEmail: string | null;

  @Text() billingName: string | null;
  @Text() billingStreetAddress: string | null;
  @Text() billingCity: string | null;
  @Text() billingPostalCode: string | null;
  @Text() billingCountry: string | null;
  @Text() taxNumber: string | null;

  @Text() appVersion: string | null;
  @FlagColumn(true)
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the mobile app may use location services. Null if the app was never used.',
  })
  locationServicesOn: boolean | null;
  @FlagColumn(true)
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether Bluetooth was on when the mobile app was last used. Null if never used.',
  })
  bluetoothOn: boolean | null;
  @Text() deviceModel: string | null;

  /** Values of the organization's custom properties, by property key. */
  @Column({ type: 'simple-json' })
  customValues: Record<string, string>;

  @Text() termsVersion: string | null;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the user agreed to the organization's terms of service. Null if never.",
  })
  termsAgreedAt: Date | null;

  /** Not a column: the `asOf` of the `users` query, so that figures match its order and filter. Absent: now. */
  figuresAsOf?: Date | undefined;
}

/** Form in which usernames are compared, the same on every database engine. */
export const usernameKeyOf = fold;

/** First and last name, or the username if both are empty. */
export const displayNameOf = ({
  firstName,
  lastName,
  username,
}: Pick<User, 'firstName' | 'lastName' | 'username'>): string => named(firstName, lastName) || username;

/** Folded text that the filter `search` searches. */
export const searchTextOf = (
  user: Pick<User, 'username'> & Partial<Pick<User, 'firstName' | 'lastName' | 'email' | 'company'>>,
): string =>
  fold(
    [
      user.username,
      named(user.firstName, user.lastName),
      named(user.lastName, user.firstName),
      user.email,
      user.company,
    ]
      .filter(Boolean)
      .join('\n'),
  );

const named = (...names: (string | null | undefined)[]): string => names.filter(Boolean).join(' ');
