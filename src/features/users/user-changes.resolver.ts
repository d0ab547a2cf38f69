import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { batchComplexity, many, one } from '../../platform/graphql/batch';
import type { Operation } from '../../platform/graphql/operation';
import { User } from './user.entity';
import type { UserService } from './user.service';
import { ChangeUserInput, CreateUserInput } from './user-changes.inputs';

const needs = 'Requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT.';
const addresses =
  'FORBIDDEN if anyone but the owner in a session gives a user the email address of an admin or of the owner.';
const ended =
  'The sessions, access tokens and linked identity of a user end if someone else changes their email address, or if they ' +
  'become an admin or the owner. The former address gets a mail. FORBIDDEN if anyone but the owner in a session assigns ' +
  'roles or permissions, or anyone but the owner changes the status of an admin. FORBIDDEN unless the email address of an ' +
  'admin or of the owner is set in a session that was started by a link, and for a limited access token that changes any ' +
  'address. CONFLICT with the reason ADDRESS_SHARED if the user would become ACTIVE or an admin while another user has the ' +
  'address and one of both is or becomes an admin or the owner. CONFLICT with the reason ADDRESS_UNCONFIRMED if the user ' +
  'would become an admin or get more permissions with an address that the owner has not confirmed.';
const bulk =
  'Atomic. ' +
  'Accepts 1 to 500 and returns them in the same order; the size limit of a request body also applies. ' +
  `${needs} Errors name the index, like \`input.7.email\`. ${addresses}`;

@Resolver()
export class UserChangesResolver {
  constructor(private readonly users: UserService) {}

  @Authorized()
  @Mutation(() => User, {
    description: `Creates a user. ${needs} ${addresses} CONFLICT if the username is taken.`,
    complexity: batchComplexity,
  })
  async createUser(
    @Arg('input', () => CreateUserInput, { description: 'The new user.' }) input: CreateUserInput,
    @Ctx() operation: Operation,
  ): Promise<User> {
    return (await this.users.create(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [User], {
    description: `Creates users. ${bulk} CONFLICT if a username is taken.`,
    complexity: batchComplexity,
  })
  createUsers(
    @Arg('input', () => [CreateUserInput], { description: 'The new users.' }) input: CreateUserInput[],
    @Ctx() operation: Operation,
  ): Promise<User[]> {
    return this.users.create(operation, many('input', input));
  }

  @Authorized()
  @Mutation(() => User, {
    description: `Changes a user. ${needs} NOT_FOUND if the id is unknown. FORBIDDEN if anyone but the owner changes the owner's account. ${addresses} ${ended}`,
    complexity: batchComplexity,
  })
  async changeUser(
    @Arg('input', () => ChangeUserInput, { description: 'What to change.' }) input: ChangeUserInput,
    @Ctx() operation: Operation,
  ): Promise<User> {
    return (await this.users.change(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [User], {
    description: `Changes users. ${bulk} ${ended} NOT_FOUND if an id is unknown.`,
    complexity: batchComplexity,
  })
  changeUsers(
    @Arg('input', () => [ChangeUserInput], { description: 'What to change.' }) input: ChangeUserInput[],
    @Ctx() operation: Operation,
  ): Promise<User[]> {
    return this.users.change(operation, many('input', input));
  }
}
