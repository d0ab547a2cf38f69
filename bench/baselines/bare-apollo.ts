import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString, type GraphQLOutputType } from 'graphql';
import { openAppDatabase } from '../../src/app';
import { UserRepository } from '../../src/features/users/user.repository';
import { DateTimeScalar } from '../../src/platform/graphql/scalars';
import type { BenchData } from '../data';

/**
 * A process of its own: Apollo Server and Express with nothing added, and a schema written out in graphql-js. The rows come by the
 * product's own repository call. No sign-in, no limits, no log, no scope. Prints its address.
 */
async function main(): Promise<void> {
  const dataSource = await openAppDatabase(JSON.parse(process.argv[2]!) as BenchData);
  const users = new UserRepository(dataSource);
  const field = (type: GraphQLOutputType, needed = false) => ({ type: needed ? new GraphQLNonNull(type) : type });
  const user = new GraphQLObjectType({
    name: 'User',
    fields: {
      id: field(GraphQLID, true), username: field(GraphQLString, true), firstName: field(GraphQLString), lastName: field(GraphQLString), email: field(GraphQLString), company: field(GraphQLString),
      phone: field(GraphQLString), city: field(GraphQLString), country: field(GraphQLString), status: field(GraphQLString, true), createdAt: field(DateTimeScalar, true), hasPaymentMethod: field(GraphQLBoolean, true),
    },
  });
  const connection = new GraphQLObjectType({ name: 'UserConnection', fields: { nodes: field(new GraphQLList(new GraphQLNonNull(user)), true) } });
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
  const apollo = new ApolloServer({ schema: new GraphQLSchema({ query }), nodeEnv: 'production' });
  await apollo.start();
  const app = express();
  app.post('/graphql', express.json(), expressMiddleware(apollo) as never);
  const server = createServer(app).listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`));
}

void main();
