import { ApolloServer, type ApolloServerPlugin, HeaderMap, type HTTPGraphQLHead } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Config } from '../../config';
import { AppError, httpStatusOf } from '../../errors';
import type { Operation } from '../../platform/graphql/operation';
import type { Log } from '../../platform/log';
import { currentRequest } from '../http/request-log';
import { languageOf } from '../language';
import { formatError } from './format-error';
import { costExtensions, requestsCost } from './operation-cost';
import { checkOperation, dropAbort, parseOptions, validationOptions, validationRules } from './operation-limits';
import type { OrganizationThrottle } from './organization-throttle';

/** Creates the Apollo Server that executes the operations of HTTP requests. */
export function createApolloServer(
  schema: GraphQLSchema,
  config: Config,
  throttle: OrganizationThrottle,
  log: Log,
): ApolloServer<Operation> {
  return new ApolloServer<Operation>({
    schema,
    introspection: true, // only authenticated requests get this far; INTROSPECTION=off is a validation rule
    validationRules: validationRules(config),
    validationOptions,
    parseOptions: parseOptions(config),
    formatError(_formatted, error) {
      const { requestId, headers } = currentRequest.getStore()!;
      const language = languageOf(headers['accept-language']);
      return formatError(asGraphQLError(error), { requestId, language }, log, config);
    },
    // Cache hints, which this schema does not use, would slow down every field of every row.
    plugins: [operationPlugin(config, throttle), ApolloServerPluginCacheControlDisabled()],
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    // A browser sends a preflight request before a page of another origin may send any of these headers. An access
    // token is always in the first one. A GET by a session cookie needs one of the others.
    csrfPrevention: { requestHeaders: ['authorization', 'apollo-require-preflight', 'x-apollo-operation-name'] },
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    logger: log,
  });
}

/** Checks the limits of an operation, waits for a permit of its organization, and sets `Retry-After`. */
function operationPlugin(config: Config, throttle: OrganizationThrottle): ApolloServerPlugin<Operation> {
  return {
    async requestDidStart({ request: sent }) {
      // Some tools send an empty name for an unnamed operation.
      if (sent.operationName === '') delete sent.operationName;
      let release = (): void => undefined;
      let extensions = (): Record<string, unknown> | undefined => undefined;
      return {
        validationDidStart: async () => async (errors) => dropAbort(errors ?? []),
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (operation?.operation === 'subscription') throw subscriptionOverHttp();
          // An `operationName` that the document does not have is reported by the execution.
          if (!operation) return;
          try {
            const isCostRequested = requestsCost(request.extensions);
            const cost = checkOperation(schema, document, request.operationName, request.variables, config.limits);
            const permit = await throttle.acquire(contextValue.viewer, cost, contextValue.isGone);
            release = permit.release;
            if (isCostRequested) extensions = () => costExtensions(permit.viewer, cost, config.limits.cost, throttle);
            Object.assign(contextValue, { viewer: permit.viewer });
          } catch (error) {
            const refusal = asGraphQLError(error);
            refusal.extensions.http ??= { status: 400 };
            throw refusal;
          }
        },
        // Not released when the client disconnects, because a running operation continues to its end.
        async willSendResponse({ response }) {
          release();
          if (response.body.kind !== 'single') return;
          const added = extensions();
          if (added) Object.assign(response.body.singleResult, { extensions: added });
          const delays = (response.body.singleResult.errors ?? []).flatMap(({ extensions }) =>
            typeof extensions?.retryAfter === 'number' ? [extensions.retryAfter] : [],
          );
          if (delays.length > 0) response.http.headers.set('retry-after', String(Math.max(...delays)));
        },
      };
    },
  };
}

const subscriptionOverHttp = (): GraphQLError =>
  new GraphQLError(
    'Subscriptions need a WebSocket with the protocol graphql-transport-ws, or a POST that accepts text/event-stream.',
    {
      extensions: { code: 'BAD_USER_INPUT', argument: 'query', http: { status: 400 } },
    },
  );

const asGraphQLError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError((error as Error).message, {
        originalError: error as Error,
        extensions: { http: headOf(error) },
      });

function headOf(error: unknown): HTTPGraphQLHead {
  const status = error instanceof AppError ? httpStatusOf[error.code] : 500;
  return { status, headers: new HeaderMap(status === 401 ? [['www-authenticate', 'Bearer']] : []) };
}
