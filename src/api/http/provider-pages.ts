import { type Request, Router } from 'express';
import type { Config } from '../../config';
import type { SigningIn } from '../../features/auth/auth.room';
import { hostOf } from '../../features/auth/single-sign-on/identity-provider';
import { callbackPath, startPath } from '../../features/auth/single-sign-on/sign-in-paths';
import { addressOf } from '../operations';
import { serverUrlFor } from '../request-origin';
import { SecretCookie } from '../secret-cookie';
import { only } from './refusals';
import { returnPath, type SignInForms } from './sign-in-forms';
import { sendOn } from './web-page';

/** Serves the pages of signing in with the provider of an organization. */
export function providerPages(
  { providerSignIn }: SigningIn,
  { form, page, originOf, startSession }: SignInForms,
  config: Config,
): Router {
  const router = Router();
  const cookie = new SecretCookie('tallyport-sign-in', config);
  const callbackUrlOf = (request: Request): URL =>
    new URL(serverUrlFor(request, config) + callbackPath(request.params.organization as string));

  router.post(
    startPath(':organization'),
    ...form,
    page(async (request, response) => {
      const started = await providerSignIn.start(
        request.params.organization as string,
        callbackUrlOf(request).href,
        returnPath(request),
        addressOf(request, config),
      );
      cookie.set(response, started);
      sendOn(response, started.url, (texts) => ({ title: texts.signIn, text: texts.goTo(hostOf(started.url)) }));
    }),
  );

  router.get(
    callbackPath(':organization'),
    page(
      async (request, response) => {
        const url = callbackUrlOf(request);
        url.search = /\?.*$/s.exec(request.originalUrl)?.[0] ?? '';
        const { session, returnTo } = await providerSignIn.complete(
          request.params.organization as string,
          cookie.read(request),
          url,
          originOf(request),
        );
        cookie.clear(response);
        await startSession(request, response, session, returnTo);
      },
      (request) => providerSignIn.findReturnPath(cookie.read(request)),
    ),
  );

  router.all(startPath(':organization'), only('POST', 'Forms are sent by POST.'));
  router.all(callbackPath(':organization'), only('GET', 'The identity provider sends browsers here by GET.'));
  return router;
}
