import { Field, InputType, ObjectType } from 'type-graphql';
import { MaxCharacters, MaxValues } from '../../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../../platform/graphql/scalars';

const maxIssuerLength = 500;
export const maxClientIdLength = 255;
const maxDomains = 20;

@ObjectType({
  simpleResolvers: true,
  description:
    'Whether a domain was proved to belong to the organization. If so, the sign-in page offers the provider for addresses of the domain.',
})
export class DomainProof {
  @Field(() => String, { description: 'The domain, in lower case.' })
  domain: string;

  @Field(() => Boolean, { description: 'Whether the domain had the record when it was last checked.' })
  isVerified: boolean;

  @Field(() => String, {
    description: 'Content of the TXT record to publish at the domain. The same for all domains of the organization.',
  })
  record: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last checked; null if it never was.' })
  checkedAt: Date | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How users of an organization sign in with their OpenID Connect provider.',
})
export class SingleSignOn {
  @Field(() => String, { description: 'URL of the provider, as it names itself in its configuration.' })
  issuer: string;

  @Field(() => String, { description: 'Id of this server at the provider.' })
  clientId: string;

  @Field(() => Boolean, {
    description: 'Whether a client secret is stored. The secret itself is never shown. False for a public client.',
  })
  hasClientSecret: boolean;

  @Field(() => [String], {
    description: 'Domains of the email addresses by which users are recognized when they first sign in, in lower case.',
  })
  domains: string[];

  @Field(() => [DomainProof], {
    description:
      'Which of `domains` were proved to belong to the organization. Users of the others sign in at `signInUrl`.',
  })
  domainProofs: DomainProof[];

  @Field(() => Boolean, {
    description: 'Whether sign-in links are sent to the owner only. All other users sign in with the provider.',
  })
  isRequired: boolean;

  @Field(() => Boolean, {
    description:
      'Whether the owner has set or confirmed these settings. False after `transferOwnership`: the owner signs in by a ' +
      'link, not with the provider, until `setSingleSignOn` is called again.',
  })
  isConfirmed: boolean;

  @Field(() => String, { description: 'The redirect URL to register at the provider.' })
  redirectUrl: string;

  @Field(() => String, {
    description: 'The page that starts signing in, for links and for the portal of the provider.',
  })
  signInUrl: string;

  @Field(() => DateTimeScalar, { description: 'When the settings were last changed.' })
  changedAt: Date;
}

@InputType({ description: 'How users of the organization sign in with their OpenID Connect provider.' })
export class SingleSignOnInput {
  @Field(() => String, {
    description:
      'URL of the provider, with `https`, at a public address unless the operator allows others. ' +
      `Its configuration is read from there. At most ${maxIssuerLength} characters.`,
  })
  @MaxCharacters(maxIssuerLength)
  issuer: string;

  @Field(() => String, {
    description: `Id of this server at the provider, at most ${maxClientIdLength} characters.`,
  })
  @MaxCharacters(maxClientIdLength)
  clientId: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Client secret. Absent keeps the stored one, and must be present when `issuer` or `clientId` changes. ' +
      'Null for a public client, which has none.',
  })
  @MaxCharacters(1000)
  clientSecret?: string | null;

  @Field(() => [String], {
    description: `Domains of the email addresses by which users are recognized, 1 to ${maxDomains}.`,
  })
  @MaxValues(maxDomains)
  @MaxCharacters(253)
  domains: string[];

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether sign-in links are no longer sent to other users than the owner.',
  })
  isRequired: boolean | null = false;
}
