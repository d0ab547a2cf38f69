import { type Request, Router } from 'express';
import type { Config } from '../../config';
import { serverUrlFor } from '../request-origin';
import type { Block } from './web-page';

/** The pages that mails link to, each with the query for its record. */
export const linkedPages = {
  exports: {
    noun: 'export',
    query:
      'query ($id: ID!) { export(id: $id) { dataset format state requestedAt expiresAt failure { message } ' +
      'file { name bytes downloadUrl } } }',
  },
  imports: {
    noun: 'import',
    query:
      'query ($id: ID!) { import(id: $id) { dataset fileName state requestedAt expiresAt warnings failure { message } plan { created changed removed unchanged failed conflicts errors(first: 10) { totalCount nodes { line header message } } } } }',
  },
  'export-requests': {
    noun: 'export request',
    query:
      'query ($id: ID!) { exportRequest(id: $id) { dataset format state reason requestedAt ' +
      'requestedBy { username } declineReason export { id state } } }',
  },
} as const;

/** Whether a browser opened the page. Programs get JSON. */
export const wantsPage = (request: Request): boolean => request.accepts(['json', 'html']) === 'html';

/** A link to the console, or else to the home page of this server. */
export const homeOf = ({ hasConsole, consoleUrl, publicUrl }: Config, text: string): Block => ({
  link: hasConsole ? consoleUrl : `${publicUrl ?? ''}/`,
  text,
});

/** Gives programs what they need to start, and to read what a mail links to. Browsers get the console instead. */
export function pages(config: Config): Router {
  const router = Router();
  const server = (request: Request): string => serverUrlFor(request, config);

  router.get('/', (request, response) => {
    response.vary('Accept').json({
      name: 'Tallyport',
      graphql: `${server(request)}/graphql`,
      message: 'Send GraphQL operations to `graphql` with `Authorization: Bearer TOKEN`.',
      signIn: `${server(request)}/sign-in`,
    });
  });

  for (const [name, { noun, query }] of Object.entries(linkedPages)) {
    router.get(`/${name}/:id`, (request, response, next) => {
      const { id } = request.params;
      if (!/^[1-9]\d{0,14}$/.test(id)) return next();
      response.vary('Accept').json({
        message: `POST \`query\` and \`variables\` to \`graphql\` with \`Authorization: Bearer TOKEN\` to see this ${noun}.`,
        graphql: `${server(request)}/graphql`,
        query,
        variables: { id },
      });
    });
  }
  return router;
}
