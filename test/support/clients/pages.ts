import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = path.join(__dirname, '..', '..', '..');

/** The code of docs/browsers.md, word for word, but ten times as fast. */
const codeOfDocument: Plugin = {
  name: 'docs',
  setup(bundler) {
    bundler.onResolve({ filter: /^docs\/browsers\.md$/ }, () => ({
      path: path.join(root, 'docs', 'browsers.md'),
      namespace: 'docs',
    }));
    bundler.onLoad({ filter: /./, namespace: 'docs' }, ({ path: file }) => ({
      resolveDir: root,
      contents: [...readFileSync(file, 'utf8').matchAll(/^```js\n([\s\S]*?)^```$/gm)]
        .map(([, block]) => block)
        .join('\n')
        .replace(/\b\d+_\d{3}\b|\b500\b/g, (ms) => String(Number(ms.replace('_', '')) / 10)),
    }));
  },
};

/** Bundles test/pages/clients.tsx, as a frontend team does. */
export async function bundlePages(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'test', 'pages', 'clients.tsx')],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    alias: {
      'tallyport/client': path.join(root, 'src', 'client', 'index.ts'),
      'tallyport/react': path.join(root, 'src', 'client', 'react.ts'),
    },
    define: { 'process.env.NODE_ENV': '"development"', __DEV__: 'true' },
    plugins: [codeOfDocument],
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}

export interface PageServer {
  readonly origin: string;
  /** What pages get from `/token`. */
  token: string;
  stop(): Promise<void>;
}

/** Serves a script on a page of its own origin. */
export async function servePages(script: string): Promise<PageServer> {
  const server = createServer(({ url }, response) => {
    if (url === '/token') response.end(pages.token);
    else if (url === '/clients.js') response.setHeader('content-type', 'text/javascript').end(script);
    else
      response
        .setHeader('content-type', 'text/html')
        .end(
          '<!doctype html><meta charset="utf-8"><div id="root"></div><script type="module" src="/clients.js"></script>',
        );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pages: PageServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: '',
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return pages;
}
