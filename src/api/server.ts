import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { DataSource } from 'typeorm';
import type { Config } from '../config';
import type { SigningIn } from '../features/auth/auth.room';
import type { Credentials } from '../features/auth/credentials';
import type { LinkDownloads } from '../features/auth/link-downloads';
import type { PermissionWatcher } from '../features/auth/permission-watcher';
import type { ImportUploads } from '../features/imports/upload/import-uploads';
import type { Resolvers } from '../platform/graphql/operation';
import type { Log } from '../platform/log';
import type { Clock } from '../platform/time/clock';
import { Authentication } from './authentication';
import { createApolloServer } from './graphql/apollo-server';
import { OrganizationThrottle } from './graphql/organization-throttle';
import { createSchema } from './graphql/schema';
import { createExpressApp } from './http/express-app';
import { LastResponses } from './http/last-responses';
import { endLingering, limitRequestTime } from './http/lingering-connections';
import { answerClientErrors } from './http/refusals';
import { isUpload } from './http/uploads';
import { ConnectionLimits } from './live/connection-limits';
import { EventStreams } from './live/event-stream/event-streams';
import { LiveOperations } from './live/live-operations';
import { openSockets } from './live/websocket/websocket';
import { Operations } from './operations';

interface ApiDependencies {
  readonly config: Config;
  readonly resolvers: Resolvers;
  readonly dataSource: DataSource;
  readonly credentials: Credentials;
  readonly signingIn: SigningIn;
  readonly permissions: PermissionWatcher;
  readonly downloads: LinkDownloads;
  readonly uploads: ImportUploads;
  readonly clock: Clock;
  readonly log: Log;
}

interface Api {
  readonly port: number;
  /** Refuses new requests, waits for those that are running, and closes every socket and event stream. */
  stop(): Promise<void>;
}

/** Starts the API over HTTP, WebSockets and event streams, on one port and with the same checks, limits and errors. */
export async function startApi(dependencies: ApiDependencies): Promise<Api> {
  const { config, log } = dependencies;
  const schema = createSchema();
  const { credentials } = dependencies;
  const authentication = new Authentication(credentials, config);
  const operations = new Operations(dependencies.resolvers, credentials, dependencies.clock, config);
  const throttle = new OrganizationThrottle(config.limits.costInFlight, (viewer) => operations.viewerNow(viewer));
  const apollo = createApolloServer(schema, config, throttle, log);
  await apollo.start();
  const live = new LiveOperations({ ...dependencies, schema, operations, throttle });
  const connections = new ConnectionLimits(config.limits);
  const eventStreams = new EventStreams(live, connections, operations, config);

  const server = createServer(
    { maxHeaderSize: 16_384, ...timeoutsOf(config) },
    createExpressApp({ ...dependencies, schema, authentication, eventStreams }, apollo, operations),
  );
  answerClientErrors(server);
  endLingering(server, config.limits.silenceMs);
  limitRequestTime(server, config.limits.silenceMs, isUpload);
  const lastResponses = new LastResponses(server);
  try {
    await listen(server, config);
  } catch (error) {
    await apollo.stop();
    throw error;
  }
  // After listening: ws also emits the errors of a server that cannot listen.
  const sockets = openSockets(server, { ...dependencies, authentication, live, connections, operations });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = promisify(server.close.bind(server))();
      lastResponses.close();
      await Promise.all([sockets.stop(), eventStreams.stop()]);
      const patience = setTimeout(() => server.closeAllConnections(), 5000);
      await closed;
      clearTimeout(patience);
      await apollo.stop();
    },
  };
}

/**
 * Longer than clients and proxies keep idle connections, 60 seconds at most. A server that closes first may lose a request
 * that is on its way.
 */
const keepAliveMs = 75_000;

/**
 * Deadlines for the headers of requests, which Node checks only every 30 seconds by default. They start with the first
 * byte of a request, so an idle connection may last longer. Node's deadline for whole requests has no exception, so
 * `limitRequestTime` sets one.
 */
const timeoutsOf = ({ limits: { silenceMs } }: Config) => ({
  keepAliveTimeout: keepAliveMs,
  headersTimeout: Math.min(15_000, silenceMs),
  requestTimeout: 0,
  connectionsCheckingInterval: Math.min(5000, silenceMs / 2),
});

/** Maximum number of connections that wait to be accepted. After a restart, all clients reconnect at once. */
const backlog = 4096;

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
