import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Config } from '../../config';
import { AppError, forbidden, httpStatusOf } from '../../errors';
import type { SigningIn } from '../../features/auth/auth.room';
import type { Account } from '../../features/auth/sign-in/accounts';
import { linkLivesMinutes } from '../../features/auth/sign-in/sign-in-links';
import type { Authentication } from '../authentication';
import { addressOf } from '../operations';
import { only } from './refusals';
import { type Block, sendPage } from './web-page';

const maxFormBytes = 2048;

/**
 * Serves the pages of signing in and out. They work without scripts. A link from a mail only shows a page, because
 * programs that scan mails open links; the button on the page uses it.
 */
export function signInPages({ requests, links, signIn, sessions }: SigningIn, auth: Authentication, config: Config) {
  const router = Router();
  const { basePath: base } = config;
  const requestForm: Block = {
    form: {
      action: `${base}/sign-in`,
      field: { name: 'email', type: 'email', label: 'Email address' },
      buttons: [{ text: 'Send me a link' }],
    },
  };
  const showRefusal = (response: Response, { code, message, details: { retryAfter } }: AppError): void => {
    response.status(httpStatusOf[code]);
    if (typeof retryAfter === 'number') response.set('Retry-After', String(retryAfter));
    sendPage(response, 'Signing in failed', [message, requestForm]);
  };
  /** Shows errors that are for the user as a page. */
  const page =
    (handle: (request: Request, response: Response) => Promise<void>): RequestHandler =>
    async (request, response) => {
      try {
        await handle(request, response);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        showRefusal(response, error);
      }
    };
  const form: RequestHandler[] = [
    (request, response, next) => {
      if (auth.isFromAllowedPage(request)) return next();
      const why = 'This form was not sent by a page of this server. Open the page again, and send it from there.';
      showRefusal(response, forbidden(why));
    },
    express.urlencoded({ extended: false, limit: maxFormBytes, inflate: false }),
  ];
  const fieldOf = ({ body }: Request, name: string): string => {
    const value: unknown = (body as Record<string, unknown> | undefined)?.[name];
    return typeof value === 'string' ? value : '';
  };

  router.get('/sign-in', (_request, response) => {
    sendPage(response, 'Sign in', ['You receive a mail with a link that signs you in.', requestForm]);
  });

  router.post(
    '/sign-in',
    ...form,
    page(async (request, response) => {
      const email = fieldOf(request, 'email');
      await requests.add(email, addressOf(request, config));
      sendPage(response, 'Check your mail', [
        `If an account has the address ${email.trim()}, a mail with a link is on its way to it.`,
        `The link works once, for ${linkLivesMinutes} minutes.`,
      ]);
    }),
  );

  router.get(
    '/sign-in/:secret',
    page(async (request, response) => {
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
    page(async (request, response) => {
      const origin = { address: addressOf(request, config), browser: request.get('User-Agent') };
      const accountId = Number(fieldOf(request, 'account'));
      const started = await signIn.byLink(request.params.secret as string, accountId, origin);
      await endSession(request);
      auth.cookie.set(response, started);
      response.redirect(303, `${base}/`);
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

  /** Ends the session that the browser had so far. */
  async function endSession(request: Request): Promise<void> {
    const viewer = await auth.sessionOf(request);
    if (viewer) await sessions.signOut({ viewer, address: addressOf(request, config) });
  }
}

const labelOf = ({ name, username, organization }: Account): string =>
  `Sign in to ${organization} as ${name}${name === username ? '' : ` (${username})`}`;
