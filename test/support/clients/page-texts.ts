import type { RawAnswer } from './raw-http';

/** The texts that a browser shows of a page. */
export const pageTexts = ({ text }: RawAnswer): string[] =>
  text
    .replace(/<style>.*?<\/style>/s, '')
    .split(/<[^>]*>/)
    .map((part) => part.trim())
    .filter(Boolean);

/** The language of a page, which its document and its headers must name alike. */
export function pageLanguage({ headers, text }: RawAnswer): string {
  const language = /<html lang="([^"]*)">/.exec(text)?.[1] ?? '';
  if (headers['content-language'] !== language) throw new Error(`Content-Language: ${headers['content-language']}`);
  if (!/\bAccept-Language\b/.test(String(headers.vary))) throw new Error(`Vary: ${String(headers.vary)}`);
  return language;
}
