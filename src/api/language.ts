import type { Request, RequestHandler, Response } from 'express';
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

/** The language of the request that a response answers. Names it in the response. */
export function languageFor(request: Request, response: Response): Language {
  const language = languageOf(request.headers['accept-language']);
  response.vary('Accept-Language').set('Content-Language', language);
  return language;
}

export const localized: RequestHandler = (request, response, next) => {
  languageFor(request, response);
  next();
};
