import { resolve } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Relative, because the server adds the path of PUBLIC_URL as <base>.
  base: './',
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
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
