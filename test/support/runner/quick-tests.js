const { readFileSync } = require('node:fs');
const { isSlow } = require('./slow-tests');

/**
 * Left out of `npm run test:quick`: scenarios, permissions of the whole schema, property tests, slow files, and files
 * that start processes, browsers or LibreOffice.
 */
const isLong = (file) =>
  /[\\/](scenarios|permissions)[\\/]|\.property\.test\.ts$/.test(file) ||
  isSlow(file) ||
  /\/(processes|browser)'|TALLYPORT_TEST_CHROMIUM|TALLYPORT_DIST|LibreOffice/.test(readFileSync(file, 'utf8'));

/** A filter for jest. */
module.exports = (files) => ({ filtered: files.filter((file) => !isLong(file)) });
