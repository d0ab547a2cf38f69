import { type Request, Router } from 'express';
import type { Config } from '../../config';
import type { SigningIn } from '../../features/auth/auth.room';
import type { Authentication } from '../authentication';
import { requestedOrigin } from '../request-origin';
import { type Block, sendPage } from './web-page';

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
export const homeOf = ({ hasConsole, consoleUrl, publicUrl }: Config): Block => ({
  link: hasConsole ? consoleUrl : `${publicUrl ?? ''}/`,
  text: 'Back to Tallyport',
});

/** Serves the home page, and the pages that mails link to without a console. They show nothing but the id in the URL. */
export function pages(config: Config, auth: Authentication, { sessions }: SigningIn): Router {
  const router = Router();
  const editor = `${config.publicUrl ?? ''}/graphql`;
  const graphqlOf = (request: Request): string => `${config.publicUrl ?? requestedOrigin(request)}/graphql`;

  router.get('/', async (request, response) => {
    response.vary('Accept');
    if (!wantsPage(request))
      return void response.json({
        name: 'Tallyport',
        graphql: graphqlOf(request),
        message: 'Send GraphQL operations to `graphql` with `Authorization: Bearer TOKEN`.',
        signIn: `${config.publicUrl ?? requestedOrigin(request)}/sign-in`,
      });
    sendPage(response, 'Tallyport', [
      'Tallyport is the GraphQL API for the users, bookings, invoices, exports and imports of venue operators.',
      ...(config.hasConsole ? [{ link: config.consoleUrl, text: 'Open the console' }] : []),
      { link: editor, text: 'Open the query editor' },
      ...(await accountBlocks(request)),
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
        `This link leads to ${noun} ${id}. Sign in to see it, if you have access.`,
        ...(config.hasConsole ? [{ link: `${config.consoleUrl}/${name}/${id}`, text: 'Open it in the console' }] : []),
        { link: `${editor}#${name}=${id}`, text: 'Open it in the query editor' },
        'Sign in first, or enter an access token in the query editor. ' +
          'After you connect, press the run button. To run the same query from a terminal:',
        {
          code: `curl ${graphqlOf(request)} -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify({ query, variables: { id } })}'`,
        },
      ]);
    });
  }
  return router;

  async function accountBlocks(request: Request): Promise<Block[]> {
    const viewer = await auth.sessionOf(request);
    const account = viewer && (await sessions.findAccount(viewer));
    if (!account) return [{ link: `${config.basePath}/sign-in`, text: 'Sign in' }];
    return [
      `You are signed in to ${account.organization} as ${account.name} (${account.username}).`,
      { form: { action: `${config.basePath}/sign-out`, buttons: [{ text: 'Sign out' }] } },
    ];
  }
}
