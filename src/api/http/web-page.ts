import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { PageTexts } from '../../features/labels/label-tables';
import { labels } from '../../features/labels/labels';
import { escapeHtml } from '../../platform/escape-html';
import type { Language } from '../../platform/text/language';
import { languageFor } from '../language';

/** A form that is sent by POST, with a field for an address or one button per choice. */
export interface Form {
  readonly action: string;
  readonly addressField?: { readonly name: string; readonly label: string };
  readonly buttons: readonly { readonly text: string; readonly name?: string; readonly value?: string }[];
}

/** A paragraph, a link on a separate line, or a form. */
export type Block = string | { readonly link: string; readonly text: string } | { readonly form: Form };

const style = `
  body { max-width: 40rem; margin: 10vh auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #1b2436; background: #f4f6f9; }
  input, button { box-sizing: border-box; padding: .5rem .8rem; border: 1px solid #46536b; border-radius: 4px; font: inherit; }
  input { display: block; width: 100%; margin: .3rem 0 1rem; }
  button { margin: 0 .5rem .5rem 0; border-color: #2f6feb; background: #2f6feb; color: #fff; cursor: pointer; }
  @media (prefers-color-scheme: dark) { body { color: #e6eaf2; background: #212a3b; } a { color: #8ab4ff; } }
`;

/** Forbids scripts, external resources and framing. */
const contentSecurityPolicy = (formAction: string): string =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`;

interface Page {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Sends a small page without external resources, in the language of the request. */
export function sendPage(response: Response, write: (texts: PageTexts, language: Language) => Page): void {
  const language = languageFor(response.req, response);
  const { title, blocks } = write(labels[language].pages, language);
  const hasForm = blocks.some((block) => typeof block === 'object' && 'form' in block);
  // With `no-referrer`, browsers would send a form without its origin.
  if (hasForm) response.set('Referrer-Policy', 'same-origin');
  response.set('Content-Security-Policy', contentSecurityPolicy(hasForm ? "'self'" : "'none'")).type('html')
    .send(`<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - Tallyport</title>
<style>${style}</style>
<h1>${escapeHtml(title)}</h1>
${blocks.map(htmlOf).join('\n')}
</html>
`);
}

/**
 * Sends a page with one link, which a browser follows by itself. After a form, a redirect to another origin would be refused
 * by browsers that apply `form-action` to redirects.
 */
export function sendOn(
  response: Response,
  url: string,
  write: (texts: PageTexts) => { readonly title: string; readonly text: string },
): void {
  response.set('Refresh', `0; url=${url}`);
  sendPage(response, (texts) => {
    const { title, text } = write(texts);
    return { title, blocks: [{ link: url, text }] };
  });
}

function htmlOf(block: Block): string {
  if (typeof block === 'string') return `<p>${escapeHtml(block)}</p>`;
  if ('form' in block) return formHtml(block.form);
  return `<p><a href="${escapeHtml(block.link)}">${escapeHtml(block.text)}</a></p>`;
}

function formHtml({ action, addressField, buttons }: Form): string {
  // Browsers refuse addresses in fields of the type email that the server accepts, such as `straße@example.com`.
  const fieldHtml = addressField
    ? `<label>${escapeHtml(addressField.label)}<input name="${escapeHtml(addressField.name)}" type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" required autofocus></label>`
    : '';
  const buttonHtml = buttons.map(({ text, name, value }) => {
    const choice = name === undefined ? '' : ` name="${escapeHtml(name)}" value="${escapeHtml(value ?? '')}"`;
    return `<button${choice}>${escapeHtml(text)}</button>`;
  });
  return `<form method="post" action="${escapeHtml(action)}">${fieldHtml}${buttonHtml.join('\n')}</form>`;
}
