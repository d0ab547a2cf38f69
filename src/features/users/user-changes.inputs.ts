import { Field, ID, InputType } from 'type-graphql';
import { MaxCharacters, MaxValues } from '../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { Permission, Role } from '../auth/permissions';
import { UserStatus } from './user.entity';
import { maxCustomValueLength, maxListed, maxListedLength, maxUsernameLength } from './user-limits';
import { mailAddresses, type UserText, userTextFields, userTexts } from './user-texts';

const listDescription = (what: string): string =>
  `${what}, up to ${maxListed} of 1 to ${maxListedLength} characters. Null: none.`;

@InputType({ description: 'Value of a custom property.' })
export class CustomValueInput {
  @Field(() => String, { description: 'Key of the property.' })
  @MaxCharacters(64)
  key: string;

  @Field(() => String, {
    nullable: true,
    description: `Value, up to ${maxCustomValueLength.toLocaleString('en-US')} characters. Null or empty: none.`,
  })
  @MaxCharacters(maxCustomValueLength)
  value?: string | null;
}

/** Input fields of a user except the username. The fields of `userTextFields` are added below. */
@InputType()
export abstract class UserFields {
  @Field(() => Role, {
    nullable: true,
    description:
      'ADMIN or MEMBER. Default for new users: MEMBER. FORBIDDEN unless the viewer is the owner in a session.',
  })
  role?: Role | null;

  @Field(() => [Permission], {
    nullable: true,
    description:
      'Permissions to grant, effective for admins only. Null: none. FORBIDDEN unless the viewer is the owner in a session.',
  })
  permissions?: Permission[] | null;

  @Field(() => UserStatus, {
    nullable: true,
    description:
      'Status of the account. Default for new users: ACTIVE. ' +
      "CONFLICT if the owner's account would no longer be ACTIVE. FORBIDDEN to activate one's own account. " +
      'Only the owner may activate the account of an admin, in a session.',
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
    description: listDescription("Primary locations in the organization's other systems"),
  })
  @MaxValues(maxListed)
  @MaxCharacters(maxListedLength)
  externalPrimaryLocations?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Ids of the plans. Null: none.' })
  planIds?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Id of the team. Null: none.' })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the primary location. Null: none.' })
  primaryLocationId?: string | null;

  @Field(() => [CustomValueInput], {
    nullable: true,
    description: 'Values of custom properties. Absent keys stay unchanged. Null: removes all values.',
  })
  customValues?: CustomValueInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a payment method is on file.' })
  hasPaymentMethod?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether invoices are paid automatically.' })
  autopaymentsEnabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the mobile app may use location services. Null if the app was never used.',
  })
  locationServicesOn?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether Bluetooth was on when the mobile app was last used. Null if never used.',
  })
  bluetoothOn?: boolean | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the user last signed in. Null if never.' })
  lastLoginAt?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the user agreed to the organization's terms of service. Null if never.",
  })
  termsAgreedAt?: Date | null;
}

export interface UserFields extends Partial<Record<UserText, string | null>> {}

for (const field of userTexts) {
  const { maxLength, description } = userTextFields[field];
  const format = (mailAddresses as readonly UserText[]).includes(field) ? 'One address without a name. ' : '';
  Field(() => String, {
    nullable: true,
    description: `${description} ${format}Up to ${maxLength.toLocaleString('en-US')} characters. Null or empty: none.`,
  })(UserFields.prototype, field);
  MaxCharacters(maxLength)(UserFields.prototype, field);
}

@InputType({ description: 'A new user. Absent fields are empty.' })
export class CreateUserInput extends UserFields {
  @Field(() => String, {
    description:
      `Up to ${maxUsernameLength} characters. ` +
      'Unique in the organization, ignoring case (full Unicode case folding and NFKC). Cannot be changed later. ' +
      'CONFLICT if the username is taken.',
  })
  @MaxCharacters(maxUsernameLength)
  username: string;
}

@InputType({ description: 'Changes to a user. Absent fields stay unchanged; null empties optional fields.' })
export class ChangeUserInput extends UserFields {
  @Field(() => ID, { description: 'Id of the user.' })
  id: string;
}
