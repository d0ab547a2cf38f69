/** The code of the document, by the loader of `test/support/clients/pages.ts`. */
declare module 'docs/browsers.md';

/** Its types are not installed. */
declare module 'react-dom/client';
