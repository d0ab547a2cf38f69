import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Router } from 'express';
import type { Config } from '../../config';
import { wantsPage } from './pages';

/** Where `npm run build` puts the console. */
const folder = join(__dirname, '..', '..', '..', 'dist', 'console');

/** The pages of the console. All are the same document, whose script shows the page of the address. */
export const consolePaths = [
  '/',
  '/users',
  '/users/:id',
  '/bookings',
  '/invoices',
  '/exports',
  '/exports/:id',
  '/export-requests',
  '/export-requests/:id',
  '/imports',
  '/imports/:id',
  '/statistics',
  '/explorer',
  '/settings',
  '/settings/:section',
];

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'", // menus and dialogs place themselves by style attributes
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the web console to browsers. The document is public, and loads everything else with the session of the browser. */
export function webConsole({ basePath }: Config): Router {
  const router = Router();

  router.get(consolePaths, async (request, response, next) => {
    response.vary('Accept');
    if (!wantsPage(request)) return next();
    const html = await readFile(join(folder, 'index.html'), 'utf8');
    response
      .set({
        'Content-Security-Policy': contentSecurityPolicy,
        // With `no-referrer`, browsers would send the form for signing out without its origin.
        'Referrer-Policy': 'same-origin',
        'Cache-Control': 'no-cache',
      })
      .type('html')
      // The path of PUBLIC_URL is known only here.
      .send(html.replace('<base href="/"', `<base href="${basePath}/"`));
  });

  // Their names contain a hash of their content. The build compresses each of them, so that no request has to.
  router.get('/assets/:name', (request, response, next) => {
    const { name } = request.params;
    const isCompressed = request.acceptsEncodings('gzip', 'identity') === 'gzip';
    response.vary('Accept-Encoding').type(extname(name));
    response.sendFile(
      isCompressed ? `${name}.gz` : name,
      {
        root: join(folder, 'assets'),
        dotfiles: 'deny',
        headers: {
          'Cache-Control': 'public, max-age=31536000, immutable',
          ...(isCompressed && { 'Content-Encoding': 'gzip' }),
        },
      },
      (error) => error && !response.headersSent && next(),
    );
  });

  // The editor of queries was here before there was a console.
  router.get('/graphql', (request, response, next) => {
    response.vary('Accept');
    if (!wantsPage(request)) return next();
    response.redirect(302, `${basePath}/explorer`);
  });
  return router;
}
