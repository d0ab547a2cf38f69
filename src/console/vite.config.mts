import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Puts a compressed copy next to each asset, which the server sends to browsers. */
const compressAssets: Plugin = {
  name: 'compress-assets',
  async writeBundle({ dir }) {
    const assets = join(dir!, 'assets');
    for (const name of await readdir(assets))
      await writeFile(
        join(assets, `${name}.gz`),
        await promisify(gzip)(await readFile(join(assets, name)), { level: 9 }),
      );
  },
};

export default defineConfig({
  root: import.meta.dirname,
  // Relative, because the server adds the path of PUBLIC_URL as <base>.
  base: './',
  plugins: [compressAssets],
  resolve: {
    alias: {
      'tallyport/client': resolve(import.meta.dirname, '../client/index.ts'),
      'tallyport/react': resolve(import.meta.dirname, '../client/react.ts'),
    },
  },
  build: {
    outDir: resolve(import.meta.dirname, '../../dist/console'),
    emptyOutDir: true,
    reportCompressedSize: false,
    target: 'es2022',
    // Browsers with light-dark(), which the bundler would otherwise replace.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy of the page forbids inline scripts, which a data URL would need for workers.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      checks: { moduleLevelDirective: false },
      // Most pages share most of their small modules, and each file costs a request with its headers.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'shared',
              minShareCount: 2,
              test: (id) => !/monaco|graphiql|node_modules.graphql|explorer/.test(id),
            },
          ],
        },
      },
    },
  },
});
