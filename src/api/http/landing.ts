import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Router } from 'express';
import type { SigningIn } from '../../features/auth/auth.room';
import type { Authentication } from '../authentication';
import { landingHtml } from './landing.html';

const asset = (packageName: string, file: string, name: string) => {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  // The version is part of the address, so that browsers can cache the file forever.
  return { address: name.replace(/(?=\.(js|css)$)/, `-${version}`), path: join(dirname(manifest), file) };
};

const page = {
  style: asset('graphiql', 'graphiql.min.css', 'graphiql.css'),
  react: asset('react', 'umd/react.production.min.js', 'react.js'),
  reactDom: asset('react-dom', 'umd/react-dom.production.min.js', 'react-dom.js'),
  graphiql: asset('graphiql', 'graphiql.min.js', 'graphiql.js'),
  socketClient: asset('graphql-ws', 'dist/client.js', 'graphql-ws.js'),
};

/** The modules that the graphql-ws client imports. Their names change with each release. */
const importedBySocketClient = [
  ...readFileSync(page.socketClient.path, 'utf8').matchAll(/ from '\.\/([\w-]+\.js)'/g),
].map(([, file]) => ({ address: file!, path: join(dirname(page.socketClient.path), file!) }));

const pathOf = new Map([...Object.values(page), ...importedBySocketClient].map(({ address, path }) => [address, path]));

const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    'font-src data:', // GraphiQL's style sheet embeds its fonts and images
    'img-src data:',
    "connect-src 'self' ws: wss:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Serves GraphiQL to browsers that open `/graphql`. The page is public: it uses the session of the browser, or an access token. */
export const landing = (auth: Authentication, { sessions }: SigningIn): Router => {
  const router = Router();

  router.get('/graphql', async (request, response, next) => {
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') return next();
    const viewer = await auth.sessionOf(request);
    const account = viewer && (await sessions.findAccount(viewer));
    const nonce = randomBytes(16).toString('base64');
    response
      .set({
        'Content-Security-Policy': contentSecurityPolicy(nonce),
        'Referrer-Policy': 'no-referrer',
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      })
      .type('html')
      .send(
        landingHtml(nonce, {
          style: page.style.address,
          scripts: [page.react.address, page.reactDom.address, page.graphiql.address],
          socketClient: page.socketClient.address,
          signedInAs: account && `${account.name}, ${account.organization}`,
        }),
      );
  });

  router.get('/graphql/assets/:name', (request, response, next) => {
    const path = pathOf.get(request.params.name);
    if (path === undefined) return next();
    // With `root`, sendFile's ban on dot folders applies to the file name only, not to the installation folder.
    response.sendFile(basename(path), {
      root: dirname(path),
      maxAge: '1y',
      immutable: true,
      headers: { 'X-Content-Type-Options': 'nosniff' },
    });
  });

  return router;
};
