import type { RequestHandler } from 'express';
import Negotiator from 'negotiator';
import { type Language, languages } from '../platform/text/language';

/** Browsers send less than a tenth of it. A longer value is ignored. */
const maxLength = 1_000;

/** Returns the language that an `Accept-Language` header prefers, or the default. */
export function languageOf(acceptLanguage: unknown): Language {
  const [standard] = languages;
  if (typeof acceptLanguage !== 'string' || acceptLanguage.length > maxLength) return standard;
  const negotiator = new Negotiator({ headers: { 'accept-language': acceptLanguage } });
  return (negotiator.language([...languages]) as Language | undefined) ?? standard;
}

/** Names the language of the response, which depends on the request. */
export const localized: RequestHandler = (request, response, next) => {
  response.vary('Accept-Language').set('Content-Language', languageOf(request.headers['accept-language']));
  next();
};
