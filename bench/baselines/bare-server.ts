import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import type { GraphQLSchema } from 'graphql';

/** Starts plain Apollo Server and Express: no authentication, no limits, no log, no scope. Prints its URL. */
export async function serveBare(schema: GraphQLSchema, rootValue?: object): Promise<void> {
  const apollo = new ApolloServer({ schema, rootValue, nodeEnv: 'production' });
  await apollo.start();
  const app = express();
  app.post('/graphql', express.json(), expressMiddleware(apollo) as never);
  const server = createServer(app).listen(0, '127.0.0.1', () =>
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
  );
}
