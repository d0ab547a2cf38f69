import { Field, InputType } from 'type-graphql';
import { MaxCharacters } from '../../platform/graphql/input-limits';
import { maxOrganizationNameLength } from './organization.repository';

@InputType({ description: 'What the organization becomes. What is left out stays as it is.' })
export class ChangeOrganizationInput {
  @Field(() => String, {
    nullable: true,
    description: `Name as people write it, 1 to ${maxOrganizationNameLength} characters.`,
  })
  @MaxCharacters(maxOrganizationNameLength)
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The venue time zone: a name or alias of IANA's list, letter by letter. Every month and date is one of the new zone at once.",
  })
  @MaxCharacters(64)
  timezone?: string | null;
}
