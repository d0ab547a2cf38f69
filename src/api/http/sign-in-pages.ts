import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Config } from '../../config';
import type { SigningIn } from '../../features/auth/auth.room';
import type { Account } from '../../features/auth/sign-in/accounts';
import { linkLivesMinutes } from '../../features/auth/sign-in/sign-in-links';
import { hostOf } from '../../features/auth/single-sign-on/identity-provider';
import type { ProviderSettings } from '../../features/auth/single-sign-on/provider-settings';
import { startPath } from '../../features/auth/single-sign-on/sign-in-paths';
import type { PageTexts } from '../../features/labels/label-tables';
import { idOf } from '../../platform/graphql/ids';
import type { Authentication } from '../authentication';
import { languageFor } from '../language';
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
  { requestForm, form, page, fieldOf, originOf, startSession, endSession }: SignInForms,
  auth: Authentication,
  config: Config,
): Router {
  const router = Router();
  const { basePath: base } = config;
  const providerButton = (texts: PageTexts, provider: ProviderSettings, returnTo: string): Block => ({
    form: {
      action: `${base}${startPath(provider.slug)}${returnParameter(returnTo)}`,
      buttons: [{ text: texts.signInWith(`${provider.organization} (${provider.slug})`, hostOf(provider.issuer)) }],
    },
  });

  router.get('/sign-in', async (request, response) => {
    const { organization } = request.query;
    const returnTo = returnPath(request);
    const provider = typeof organization === 'string' ? await providerSignIn.findProvider(organization) : null;
    sendPage(response, (texts) => ({
      title: texts.signIn,
      blocks: [
        ...(provider ? [providerButton(texts, provider, returnTo), texts.orEnterAddress] : []),
        requestForm(texts, returnTo),
      ],
    }));
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
        return sendPage(response, (texts) => ({
          title: texts.signIn,
          blocks: [
            texts.chooseWay,
            {
              form: {
                action: `${base}/sign-in?by=link${returnParameter(returnTo, '&')}`,
                buttons: [{ text: texts.sendLink, name: 'email', value: email }],
              },
            },
            ...providers.map((provider) => providerButton(texts, provider, returnTo)),
          ],
        }));
      const language = languageFor(request, response);
      await requests.add(email, { address: addressOf(request, config), language, returnTo });
      sendPage(response, (texts) => ({
        title: texts.checkMail,
        blocks: [texts.mailSent(email.trim()), texts.linkLives(linkLivesMinutes), texts.providerRequired],
      }));
    }),
  );

  const ofLink = (handle: (request: Request, response: Response) => Promise<void>): RequestHandler =>
    page(handle, (request) => links.findReturnPath(request.params.secret as string));

  router.get(
    '/sign-in/:secret',
    ofLink(async (request, response) => {
      const accounts = await links.listAccounts(request.params.secret as string);
      sendPage(response, (texts) => ({
        title: texts.signIn,
        blocks: [
          accounts.length === 1 ? texts.pressButton : texts.chooseAccount,
          {
            form: {
              action: `${base}${request.path}`,
              buttons: accounts.map((account) => ({
                text: texts.signInAs(account.organization, userOf(account)),
                name: 'account',
                value: String(account.id),
              })),
            },
          },
        ],
      }));
    }),
  );

  router.post(
    '/sign-in/:secret',
    ...form,
    ofLink(async (request, response) => {
      const accountId = idOf(fieldOf(request, 'account'));
      const { session, returnTo } = await signIn.byLink(request.params.secret as string, accountId, originOf(request));
      await startSession(request, response, session, returnTo);
    }),
  );

  router.post('/sign-out', ...form, async (request: Request, response: Response) => {
    await endSession(request, fieldOf(request, 'viewer'));
    auth.cookie.clear(response);
    response.redirect(303, `${base}/`);
  });

  router.all(['/sign-in', '/sign-in/:secret'], only('GET, HEAD, POST', 'Forms are sent by POST.'));
  router.all('/sign-out', only('POST', 'Forms are sent by POST.'));
  return router;
}

const userOf = ({ name, username }: Account): string => (name === username ? name : `${name} (${username})`);
