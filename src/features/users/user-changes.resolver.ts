import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { batchComplexity, many, one } from '../../platform/graphql/batch';
import type { Operation } from '../../platform/graphql/operation';
import { User } from './user.entity';
import type { UserService } from './user.service';
import { ChangeUserInput, CreateUserInput } from './user-changes.inputs';

const needs = 'Needs IDENTITIES_VIEW and IDENTITIES_EDIT.';
const bulk = `All or none; up to 500, as far as the largest body that the server takes allows. ${needs} Errors name the record by its place, like \`input.7.email\`.`;

@Resolver()
export class UserChangesResolver {
  constructor(private readonly users: UserService) {}

  @Authorized()
  @Mutation(() => User, {
    description: `Creates a user. ${needs} CONFLICT where the username is taken.`,
    complexity: batchComplexity,
  })
  async createUser(
    @Arg('input', () => CreateUserInput, { description: 'The user.' }) input: CreateUserInput,
    @Ctx() operation: Operation,
  ): Promise<User> {
    return (await this.users.create(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [User], {
    description: `Creates users, and returns them in the order given. ${bulk}`,
    complexity: batchComplexity,
  })
  createUsers(
    @Arg('input', () => [CreateUserInput], { description: 'The users.' }) input: CreateUserInput[],
    @Ctx() operation: Operation,
  ): Promise<User[]> {
    return this.users.create(operation, many('input', input));
  }

  @Authorized()
  @Mutation(() => User, {
    description: `Changes a user. ${needs} NOT_FOUND for an unknown id; FORBIDDEN for the owner's account, but to the owner.`,
    complexity: batchComplexity,
  })
  async changeUser(
    @Arg('input', () => ChangeUserInput, { description: 'What they become.' }) input: ChangeUserInput,
    @Ctx() operation: Operation,
  ): Promise<User> {
    return (await this.users.change(operation, one('input', input)))[0]!;
  }

  @Authorized()
  @Mutation(() => [User], {
    description: `Changes users, and returns them in the order given. ${bulk}`,
    complexity: batchComplexity,
  })
  changeUsers(
    @Arg('input', () => [ChangeUserInput], { description: 'What they become.' }) input: ChangeUserInput[],
    @Ctx() operation: Operation,
  ): Promise<User[]> {
    return this.users.change(operation, many('input', input));
  }
}
