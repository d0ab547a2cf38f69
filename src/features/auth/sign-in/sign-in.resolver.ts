import { Arg, Ctx, Field, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Anonymous } from '../../../platform/graphql/anonymous';
import { MaxCharacters } from '../../../platform/graphql/input-limits';
import type { Operation } from '../../../platform/graphql/operation';
import { linkLivesMinutes } from './sign-in-links';
import type { SignInRequests } from './sign-in-requests';

@ObjectType({ simpleResolvers: true, description: 'A request for a sign-in link. The same for every address.' })
export class RequestSignInLinkPayload {
  @Field(() => String, { description: 'The address that was requested.' })
  email: string;

  @Field(() => Int, { description: 'Minutes for which the link works after the mail was sent.' })
  validMinutes: number;
}

@Resolver()
export class SignInResolver {
  constructor(private readonly requests: SignInRequests) {}

  @Anonymous()
  @Mutation(() => RequestSignInLinkPayload, {
    description:
      'Sends a mail with a link that signs in once, if an ACTIVE account has this address. ' +
      'Each organization that has accounts with this address sends one mail, in the language of the request. The response is the same if none has. Needs neither a token nor a session, and must be the only field. ' +
      'BAD_USER_INPUT for a text that is not an address. ' +
      'LIMIT_REACHED after too many requests for this address within 15 minutes, or from this network within an hour.',
  })
  async requestSignInLink(
    @Arg('email', () => String, { description: 'Email address of the account, regardless of case.' })
    @MaxCharacters(254)
    email: string,
    @Ctx() { address, language }: Operation,
  ): Promise<RequestSignInLinkPayload> {
    await this.requests.add(email, { address, language });
    return { email, validMinutes: linkLivesMinutes };
  }
}
