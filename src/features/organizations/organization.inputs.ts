import { Field, InputType } from 'type-graphql';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { maxOrganizationNameLength } from './organization.repository';

@InputType({ description: 'Changes to the organization. Absent fields stay unchanged.' })
export class ChangeOrganizationInput {
  @Field(() => String, {
    nullable: true,
    description: `Display name, 1 to ${maxOrganizationNameLength} characters.`,
  })
  @MaxCharacters(maxOrganizationNameLength)
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'IANA name or alias of the venue time zone, case-sensitive. All months and dates use the new time zone immediately.',
  })
  @MaxCharacters(64)
  timezone?: string | null;
}
