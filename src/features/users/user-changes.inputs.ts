import { Field, ID, InputType } from 'type-graphql';
import { MaxCharacters, MaxValues } from '../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { Permission, Role } from '../auth/permissions';
import { UserStatus } from './user.entity';
import {
  mailAddresses,
  maxCustomValueLength,
  maxListed,
  maxListedLength,
  maxTextLengths,
  maxUsernameLength,
  type UserText,
  userTexts,
} from './user-limits';

const listDescription = (what: string): string =>
  `${what}: up to ${maxListed}, each of 1 to ${maxListedLength} characters; null: none.`;

@InputType({ description: "A user's value of one of the organization's custom properties." })
export class CustomValueInput {
  @Field(() => String, { description: "The property's key." })
  @MaxCharacters(64)
  key: string;

  @Field(() => String, {
    nullable: true,
    description: `The value, up to ${maxCustomValueLength} characters; null or empty: none.`,
  })
  @MaxCharacters(maxCustomValueLength)
  value?: string | null;
}

/** With `maxTextLengths`, whose fields are added below, all that can be said of a user besides the username. */
@InputType()
export abstract class UserFields {
  @Field(() => Role, {
    nullable: true,
    description: 'ADMIN or MEMBER; new users are members. Only the owner may give it.',
  })
  role?: Role | null;

  @Field(() => [Permission], {
    nullable: true,
    description: 'What an admin may; null: nothing. Only the owner may give it.',
  })
  permissions?: Permission[] | null;

  @Field(() => UserStatus, {
    nullable: true,
    description:
      "Where the account stands; that of a new user is ACTIVE. Only ACTIVE accounts can sign in. CONFLICT: the owner's account must stay ACTIVE. FORBIDDEN: only the owner can make an admin ACTIVE again, and nobody their own account.",
  })
  status?: UserStatus | null;

  @Field(() => [String], { nullable: true, description: listDescription('Skills') })
  @MaxValues(maxListed)
  @MaxCharacters(maxListedLength)
  skills?: string[] | null;

  @Field(() => [String], { nullable: true, description: listDescription('Tags') })
  @MaxValues(maxListed)
  @MaxCharacters(maxListedLength)
  tags?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: listDescription("Primary locations in the operator's other systems"),
  })
  @MaxValues(maxListed)
  @MaxCharacters(maxListedLength)
  externalPrimaryLocations?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Ids of the plans; null: none.' })
  planIds?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Id of the team; null: none.' })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the primary location; null: none.' })
  primaryLocationId?: string | null;

  @Field(() => [CustomValueInput], {
    nullable: true,
    description: 'Values of custom properties. Those that are not named stay as they are; null: none at all.',
  })
  customValues?: CustomValueInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a way to pay is on file.' })
  hasPaymentMethod?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether invoices are paid automatically.' })
  autopaymentsEnabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the app may use the location; null: app never used.' })
  locationServicesOn?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether Bluetooth was on; null: app never used.' })
  bluetoothOn?: boolean | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the person last signed in; null: never.' })
  lastLoginAt?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the organization's own terms were agreed to; null: never.",
  })
  termsAgreedAt?: Date | null;
}

export interface UserFields extends Partial<Record<UserText, string | null>> {}

for (const field of userTexts) {
  const kind = (mailAddresses as readonly UserText[]).includes(field) ? ', one e-mail address' : '';
  Field(() => String, {
    nullable: true,
    description: `\`${field}\` of the user${kind}, up to ${maxTextLengths[field]} characters; null or empty: none.`,
  })(UserFields.prototype, field);
  MaxCharacters(maxTextLengths[field])(UserFields.prototype, field);
}

@InputType({ description: 'A new user. What is left out is empty.' })
export class CreateUserInput extends UserFields {
  @Field(() => String, {
    description:
      'Unique in the organization, ignoring case (full Unicode case folding and NFKC); never changes. CONFLICT if it is taken.',
  })
  @MaxCharacters(maxUsernameLength)
  username: string;
}

@InputType({ description: 'What a user becomes. What is left out stays as it is; null empties what may be empty.' })
export class ChangeUserInput extends UserFields {
  @Field(() => ID, { description: "The user's id." })
  id: string;
}
