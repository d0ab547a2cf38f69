import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { PerViewer, Shared } from '../../platform/graphql/audience';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { fold } from '../../platform/text/fold';
import { Permission, Role } from '../auth/permissions';

export enum UserStatus {
  ACTIVE = 'ACTIVE',
  INACTIVE = 'INACTIVE',
  PENDING = 'PENDING',
}

registerEnumType(UserStatus, {
  name: 'UserStatus',
  description: "Where a user's account stands.",
  valuesConfig: {
    ACTIVE: { description: 'In use. Only ACTIVE accounts can sign in.' },
    INACTIVE: {
      description:
        'Closed or suspended. Access tokens, WebSockets, live streams and download links stop working within seconds; exports under way fail with PERMISSION_LOST. Tokens that are not revoked work again once the account is ACTIVE.',
    },
    PENDING: { description: 'Invited or waiting for approval. Cannot sign in, like INACTIVE.' },
  },
});

const TextColumn = (): PropertyDecorator => Column({ type: 'varchar', nullable: true });
const FlagColumn = (nullable = false): PropertyDecorator => Column({ type: 'boolean', nullable });
const text = (description: string): PropertyDecorator & MethodDecorator =>
  Field(() => String, { nullable: true, description });
const list = (description: string): PropertyDecorator & MethodDecorator => Field(() => [String], { description });

@Entity('users')
@PerViewer()
@ObjectType({ simpleResolvers: true, description: "A person's account in the organization." })
export class User {
  @PrimaryGeneratedColumn()
  @Shared()
  @Field(() => ID, { description: 'Identifies the user.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar' })
  @Shared()
  @Field(() => String, {
    description: 'Unique in the organization, ignoring case (full Unicode case folding and NFKC); never changes.',
  })
  username: string;

  @Column({ type: 'varchar', select: false })
  usernameKey: string;

  @Column({ type: 'text', select: false })
  searchText: string;

  @Column({ type: 'varchar' })
  @Field(() => Role, { description: 'What the person is in the organization.' })
  role: Role;

  @Column({ type: 'simple-json' })
  @Field(() => [Permission], {
    description: 'Permissions granted. They count for admins only: the owner holds all, a member none.',
  })
  permissions: Permission[];

  @TextColumn() @Shared() @text('Family name.') lastName: string | null;
  @TextColumn() @Shared() @text('Given name.') firstName: string | null;
  @TextColumn() @Shared() @text('E-mail address.') email: string | null;
  @TextColumn() @text('Title, such as Dr or Ms, or job title.') title: string | null;
  @TextColumn() @text('Profession.') profession: string | null;
  @Column({ type: 'text', nullable: true }) @text('About the person, in their own words.') bio: string | null;
  @Column({ type: 'simple-json' }) @list('Skills.') skills: string[];
  @Column({ type: 'simple-json' }) @list('Tags that the operator put on the account.') tags: string[];
  @TextColumn() @text('Company.') company: string | null;
  @TextColumn() @text('Phone number, as it was written.') phone: string | null;
  @TextColumn() @text('City.') city: string | null;
  @TextColumn() @text('Country.') country: string | null;
  @TextColumn() @text('Skype name.') skype: string | null;
  @TextColumn() @text('Address of the LinkedIn profile.') linkedInProfile: string | null;
  @TextColumn() @text('Address of the Facebook profile.') facebookProfile: string | null;
  @TextColumn() @text('Address of the Google profile.') googleProfile: string | null;

  @Column({ type: 'varchar' })
  @Field(() => UserStatus, { description: 'Where the account stands.' })
  status: UserStatus;

  @TextColumn() @text('Kind of account, as the operator names it.') accountType: string | null;
  @TextColumn() @text('Where the account came from.') source: string | null;
  @TextColumn() @text('Profile of the account, as the operator names it.') profile: string | null;
  @TextColumn() @text('Who vouches for the person.') sponsor: string | null;
  @TextColumn()
  @text('How long the account is valid, as the operator writes it, like 2026-01-01/2026-12-31.')
  validityPeriod: string | null;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the account was made.' })
  createdAt: Date;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the person last signed in; null: never.' })
  lastLoginAt: Date | null;

  @Column({ type: 'simple-json' })
  planIds: number[];

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the team, for filters.' })
  teamId: number | null;

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the primary location, for filters.' })
  primaryLocationId: number | null;

  @Column({ type: 'simple-json' })
  @list("Primary locations in the operator's other systems.")
  externalPrimaryLocations: string[];

  @FlagColumn() @Field(() => Boolean, { description: 'Whether a way to pay is on file.' }) hasPaymentMethod: boolean;
  @FlagColumn()
  @Field(() => Boolean, { description: 'Whether invoices are paid automatically.' })
  autopaymentsEnabled: boolean;
  @TextColumn() @text('Second address that notifications go to.') additionalNotificationEmail: string | null;

  @TextColumn() @text('Name on invoices.') billingName: string | null;
  @TextColumn() @text('Street on invoices.') billingStreetAddress: string | null;
  @TextColumn() @text('City on invoices.') billingCity: string | null;
  @TextColumn() @text('Postal code on invoices.') billingPostalCode: string | null;
  @TextColumn() @text('Country on invoices.') billingCountry: string | null;
  @TextColumn() @text('Tax number on invoices.') taxNumber: string | null;

  @TextColumn() @text('Version of the mobile app last used; null: never used.') appVersion: string | null;
  @FlagColumn(true)
  @Field(() => Boolean, { nullable: true, description: 'Whether the app may use the location; null: app never used.' })
  locationServicesOn: boolean | null;
  @FlagColumn(true)
  @Field(() => Boolean, { nullable: true, description: 'Whether Bluetooth was on; null: app never used.' })
  bluetoothOn: boolean | null;
  @TextColumn() @text('Device that the app last ran on.') deviceModel: string | null;

  /** Values of the organization's custom properties, by property key. */
  @Column({ type: 'simple-json' })
  customValues: Record<string, string>;

  @TextColumn() @text("Version of the organization's own terms that was agreed to.") termsVersion: string | null;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When those terms were agreed to.' })
  termsAgreedAt: Date | null;

  /** What `users` was asked for, so that the figures shown are those it ordered and filtered by; absent: now. */
  figuresAsOf?: Date | undefined;
}

/** The form in which usernames are compared, on every engine. The one rule of their uniqueness. */
export const usernameKeyOf = fold;

/** What a person is called where one line must do. */
export const displayNameOf = ({
  firstName,
  lastName,
  username,
}: Pick<User, 'firstName' | 'lastName' | 'username'>): string => named(firstName, lastName) || username;

/** What `search` looks through. */
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
