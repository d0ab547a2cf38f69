import 'reflect-metadata';
import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { openAppDatabase } from '../../src/database';
import { UserRepository } from '../../src/features/users/user.repository';
import { DateTimeScalar } from '../../src/platform/graphql/scalars';
import type { BenchData } from '../data';
import { serveBare } from './bare-server';

/**
 * A separate process: a bare server with a hand-written graphql-js schema. It reads the rows with the product's
 * repository.
 */
async function main(): Promise<void> {
  const dataSource = await openAppDatabase(JSON.parse(process.argv[2]!) as BenchData);
  const users = new UserRepository(dataSource);
  const field = (type: GraphQLOutputType, needed = false) => ({ type: needed ? new GraphQLNonNull(type) : type });
  const user = new GraphQLObjectType({
    name: 'User',
    fields: {
      id: field(GraphQLID, true),
      username: field(GraphQLString, true),
      firstName: field(GraphQLString),
      lastName: field(GraphQLString),
      email: field(GraphQLString),
      company: field(GraphQLString),
      phone: field(GraphQLString),
      city: field(GraphQLString),
      country: field(GraphQLString),
      status: field(GraphQLString, true),
      createdAt: field(DateTimeScalar, true),
      hasPaymentMethod: field(GraphQLBoolean, true),
    },
  });
  const connection = new GraphQLObjectType({
    name: 'UserConnection',
    fields: { nodes: field(new GraphQLList(new GraphQLNonNull(user)), true) },
  });
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: {
      users: {
        type: new GraphQLNonNull(connection),
        args: { first: { type: new GraphQLNonNull(GraphQLInt) } },
        resolve: (_root, args: { first: number }) => users.list({ organizationId: 1 }, args),
      },
    },
  });
  await serveBare(new GraphQLSchema({ query }));
}

void main();
