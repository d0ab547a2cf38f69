import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Config } from '../../config';
import { because } from '../../error-reasons';
import { AppError, forbidden, httpStatusOf } from '../../errors';
import type { SigningIn } from '../../features/auth/auth.room';
import type { StartedSession } from '../../features/auth/sessions/session.service';
import { homePath } from '../../features/auth/sign-in/return-paths';
import type { SignInOrigin } from '../../features/auth/sign-in/sign-in';
import type { PageTexts } from '../../features/labels/label-tables';
import { translatedError } from '../../features/labels/sentences';
import { assertNamed, type Authentication } from '../authentication';
import { languageOf } from '../language';
import { addressOf } from '../operations';
import { consolePaths } from './console';
import { type Block, sendOn, sendPage } from './web-page';

const maxFormBytes = 2048;

/** What the pages of signing in have in common. They work without scripts. */
export type SignInForms = ReturnType<typeof signInForms>;

export function signInForms({ sessions }: SigningIn, auth: Authentication, config: Config) {
  const { basePath: base } = config;
  const requestForm = (texts: PageTexts, returnTo: string): Block => ({
    form: {
      action: `${base}/sign-in${returnParameter(returnTo)}`,
      addressField: { name: 'email', label: texts.address },
      buttons: [{ text: texts.continue }],
    },
  });
  const showRefusal = (response: Response, error: AppError, returnTo: string): void => {
    const { retryAfter } = error.details;
    response.status(httpStatusOf[error.code]);
    if (typeof retryAfter === 'number') response.set('Retry-After', String(retryAfter));
    sendPage(response, (texts, language) => ({
      title: texts.signInFailed,
      blocks: [translatedError(error, language).message, requestForm(texts, returnTo)],
    }));
  };
  const originOf = (request: Request): SignInOrigin => ({
    address: addressOf(request, config),
    browser: request.get('User-Agent'),
    language: languageOf(request.headers['accept-language']),
  });
  /** Ends the session that the browser had so far. Its user is `named` by a page that is for one user. */
  const endSession = async (request: Request, named = ''): Promise<void> => {
    const viewer = await auth.sessionOf(request);
    if (viewer && named !== '') assertNamed(viewer, named);
    if (viewer) await sessions.signOut({ viewer, address: addressOf(request, config) });
  };
  return {
    requestForm,
    endSession,
    originOf,
    /** Shows errors that are for the user as a page, with a form to sign in and return to the same path. */
    page:
      (
        handle: (request: Request, response: Response) => Promise<void>,
        findReturnPath: (request: Request) => string | Promise<string> = returnPath,
      ): RequestHandler =>
      async (request, response) => {
        try {
          await handle(request, response);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          showRefusal(response, error, await findReturnPath(request));
        }
      },
    /** Before the handler of a form. */
    form: [
      (request, response, next) => {
        if (auth.isFromAllowedPage(request)) return next();
        const why = 'This form was not sent by a page of this server. Open the page again, and send it from there.';
        showRefusal(response, forbidden(why, because('FOREIGN_FORM')), returnPath(request));
      },
      express.urlencoded({ extended: false, limit: maxFormBytes, inflate: false }),
    ] satisfies RequestHandler[],
    fieldOf({ body }: Request, name: string): string {
      const value: unknown = (body as Record<string, unknown> | undefined)?.[name];
      return typeof value === 'string' ? value : '';
    },
    /**
     * Replaces the session of the browser, and leads to a path of this server. In place of the home page, it leads to
     * `CONSOLE_URL`, which no request can choose.
     */
    async startSession(request: Request, response: Response, started: StartedSession, path: string): Promise<void> {
      await endSession(request);
      auth.cookie.set(response, started);
      if (config.hasConsole && path === homePath)
        sendOn(response, new URL(config.consoleUrl).href, (texts) => ({ title: texts.signedIn, text: texts.back }));
      else response.redirect(303, base + path);
    },
  };
}

/** A page of the console, with what may follow its path. */
const returnPage = new RegExp(
  `^(?:${consolePaths.map((page) => page.replace(/:\w+/g, '[\\w-]+')).join('|')})(?:[?#][^\\s\\\\\\p{C}]*)?$`,
  'u',
);

/**
 * The path to return to after signing in: a page of the console, or else the home page. Anyone can request a link for
 * someone else, who must not arrive at a file, or at a page that signs in as another user.
 */
export const returnPath = ({ query: { returnTo } }: Request): string =>
  typeof returnTo === 'string' && returnTo.length <= 500 && returnPage.test(returnTo) ? returnTo : homePath;

export const returnParameter = (path: string, separator = '?'): string =>
  path === homePath ? '' : `${separator}returnTo=${encodeURIComponent(path)}`;
