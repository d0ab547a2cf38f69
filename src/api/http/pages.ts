import { type Request, Router } from 'express';
import type { Config } from '../../config';
import { requestedOrigin } from '../operations';
import { type Block, sendPage } from './web-page';

/** What mails link to, and the query that a person asks about it. */
export const linkedPages = {
  exports: {
    noun: 'export',
    query:
      'query ($id: ID!) { export(id: $id) { dataset format state requestedAt expiresAt failure { message } file { name bytes downloadUrl } } }',
  },
  'export-requests': {
    noun: 'request for an export',
    query:
      'query ($id: ID!) { exportRequest(id: $id) { dataset format state reason requestedAt requestedBy { username } declineReason export { id state } } }',
  },
} as const;

/** Whether a person opened this in a browser. Programs get JSON. */
export const wantsPage = (request: Request): boolean => request.accepts(['json', 'html']) === 'html';

/** Where a page leads back to: the console, or else the first page of this server. */
export const homeOf = ({ hasConsole, consoleUrl, publicUrl }: Config): Block => ({
  link: hasConsole ? consoleUrl : `${publicUrl ?? ''}/`,
  text: 'Go to Tallyport',
});

/**
 * The first page of the server, and those that mails link to where no console is. They show nothing but what the
 * address says.
 */
export function pages(config: Config): Router {
  const router = Router();
  const editor = `${config.publicUrl ?? ''}/graphql`;
  const graphqlOf = (request: Request): string => `${config.publicUrl ?? requestedOrigin(request)}/graphql`;

  router.get('/', (request, response) => {
    response.vary('Accept');
    if (!wantsPage(request))
      return void response.json({
        name: 'Tallyport',
        graphql: graphqlOf(request),
        message: 'Send GraphQL operations to `graphql` with `Authorization: Bearer TOKEN`.',
      });
    sendPage(response, 'Tallyport', [
      'This is a server for users, bookings, invoices and exports. People use it through a console or through tools that speak its API.',
      ...(config.hasConsole ? [{ link: config.consoleUrl, text: 'Open the console' }] : []),
      { link: editor, text: 'Open the query editor (it asks for an access token)' },
    ]);
  });

  for (const [name, { noun, query }] of Object.entries(linkedPages)) {
    router.get(`/${name}/:id`, (request, response, next) => {
      const { id } = request.params;
      if (!/^[1-9]\d{0,14}$/.test(id)) return next();
      response.vary('Accept');
      if (!wantsPage(request))
        return void response.json({
          message: `POST \`query\` and \`variables\` to \`graphql\` with \`Authorization: Bearer TOKEN\` to see this ${noun}.`,
          graphql: graphqlOf(request),
          query,
          variables: { id },
        });
      sendPage(response, `${noun[0]!.toUpperCase()}${noun.slice(1)} ${id}`, [
        `You followed a link from a mail to ${noun} ${id}. Sign in to see it, if you have access to it.`,
        ...(config.hasConsole ? [{ link: `${config.consoleUrl}/${name}/${id}`, text: 'Open it in the console' }] : []),
        { link: `${editor}#${name}=${id}`, text: 'Open it in the query editor' },
        'The query editor asks for an access token; whoever runs this server can give you one. Then press the run button, the one with the triangle. Programs send the same query:',
        {
          code: `curl ${graphqlOf(request)} -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify({ query, variables: { id } })}'`,
        },
      ]);
    });
  }
  return router;
}
