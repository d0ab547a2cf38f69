import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Config } from '../../config';
import type { SigningIn } from '../../features/auth/auth.room';
import type { Account } from '../../features/auth/sign-in/accounts';
import { linkLivesMinutes } from '../../features/auth/sign-in/sign-in-links';
import { hostOf } from '../../features/auth/single-sign-on/identity-provider';
import type { ProviderSettings } from '../../features/auth/single-sign-on/provider-settings';
import { startPath } from '../../features/auth/single-sign-on/sign-in-paths';
import { idOf } from '../../platform/graphql/ids';
import type { Authentication } from '../authentication';
import { addressOf } from '../operations';
import { only } from './refusals';
import { returnParameter, returnPath, type SignInForms } from './sign-in-forms';
import { type Block, sendPage } from './web-page';

/**
 * Serves the pages of signing in and out. A link from a mail only shows a page, because programs that scan mails open
 * links; the button on the page uses it.
 */
export function signInPages(
  { requests, links, signIn, providerSignIn }: SigningIn,
  { requestForm, form, page, fieldOf, startSession, endSession }: SignInForms,
  auth: Authentication,
  config: Config,
): Router {
  const router = Router();
  const { basePath: base } = config;
  const providerButton = ({ slug, organization, issuer }: ProviderSettings, returnTo: string): Block => ({
    form: {
      action: `${base}${startPath(slug)}${returnParameter(returnTo)}`,
      buttons: [{ text: `Sign in to ${organization} (${slug}) with ${hostOf(issuer)}` }],
    },
  });

  router.get('/sign-in', async (request, response) => {
    const { organization } = request.query;
    const returnTo = returnPath(request);
    const provider = typeof organization === 'string' ? await providerSignIn.findProvider(organization) : null;
    sendPage(response, 'Sign in', [
      ...(provider ? [providerButton(provider, returnTo), 'Or enter your email address.'] : []),
      requestForm(returnTo),
    ]);
  });

  router.post(
    '/sign-in',
    ...form,
    page(async (request, response) => {
      const email = fieldOf(request, 'email');
      const returnTo = returnPath(request);
      // By the domain alone, so that it reveals no account.
      const providers = request.query.by === 'link' ? [] : await providerSignIn.listProviders(email);
      if (providers.length > 0)
        return sendPage(response, 'Sign in', [
          'Choose how to sign in.',
          {
            form: {
              action: `${base}/sign-in?by=link${returnParameter(returnTo, '&')}`,
              buttons: [{ text: 'Send me a link by mail', name: 'email', value: email }],
            },
          },
          ...providers.map((provider) => providerButton(provider, returnTo)),
        ]);
      await requests.add(email, addressOf(request, config), returnTo);
      sendPage(response, 'Check your mail', [
        `If an account has the address ${email.trim()}, a mail with a link is on its way to it.`,
        `The link works once, for ${linkLivesMinutes} minutes.`,
        'Organizations can require their identity provider instead of links.',
      ]);
    }),
  );

  const ofLink = (handle: (request: Request, response: Response) => Promise<void>): RequestHandler =>
    page(handle, (request) => links.findReturnPath(request.params.secret as string));

  router.get(
    '/sign-in/:secret',
    ofLink(async (request, response) => {
      const accounts = await links.listAccounts(request.params.secret as string);
      sendPage(response, 'Sign in', [
        accounts.length === 1 ? 'Press the button to sign in.' : 'Your address has several accounts. Choose one.',
        {
          form: {
            action: `${base}${request.path}`,
            buttons: accounts.map((account) => ({
              text: labelOf(account),
              name: 'account',
              value: String(account.id),
            })),
          },
        },
      ]);
    }),
  );

  router.post(
    '/sign-in/:secret',
    ...form,
    ofLink(async (request, response) => {
      const origin = { address: addressOf(request, config), browser: request.get('User-Agent') };
      const accountId = idOf(fieldOf(request, 'account'));
      const { session, returnTo } = await signIn.byLink(request.params.secret as string, accountId, origin);
      await startSession(request, response, session, returnTo);
    }),
  );

  router.post(
    '/sign-out',
    ...form,
    page(async (request, response) => {
      await endSession(request);
      auth.cookie.clear(response);
      response.redirect(303, `${base}/`);
    }),
  );

  router.all(['/sign-in', '/sign-in/:secret'], only('GET, HEAD, POST', 'Forms are sent by POST.'));
  router.all('/sign-out', only('POST', 'Forms are sent by POST.'));
  return router;
}

const labelOf = ({ name, username, organization }: Account): string =>
  `Sign in to ${organization} as ${name}${name === username ? '' : ` (${username})`}`;
