import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { escapeHtml } from '../../platform/escape-html';

/** A paragraph, a link on a separate line, or text to copy. */
export type Block = string | { readonly link: string; readonly text: string } | { readonly code: string };

const style = `
  body { max-width: 40rem; margin: 10vh auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #1b2436; background: #f4f6f9; }
  pre { padding: 1rem; overflow-x: auto; border-radius: 4px; background: #1b2436; color: #e6eaf2; user-select: all; }
  @media (prefers-color-scheme: dark) { body { color: #e6eaf2; background: #212a3b; } a { color: #8ab4ff; } }
`;

/** Forbids scripts, external resources and framing. */
const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Sends a small page without external resources. */
export function sendPage(response: Response, title: string, blocks: readonly Block[]): void {
  response.set('Content-Security-Policy', contentSecurityPolicy).type('html').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title === 'Tallyport' ? title : `${title} - Tallyport`)}</title>
<style>${style}</style>
<h1>${escapeHtml(title)}</h1>
${blocks.map(htmlOf).join('\n')}
</html>
`);
}

function htmlOf(block: Block): string {
  if (typeof block === 'string') return `<p>${escapeHtml(block)}</p>`;
  return 'code' in block
    ? `<pre>${escapeHtml(block.code)}</pre>`
    : `<p><a href="${escapeHtml(block.link)}">${escapeHtml(block.text)}</a></p>`;
}
