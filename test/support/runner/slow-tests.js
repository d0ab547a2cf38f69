const { readFileSync } = require('node:fs');

/**
 * Whether a test file is marked as slow: it takes more than about four seconds of CPU time on SQLite.
 *
 * @param {string} file
 */
exports.isSlow = (file) => readFileSync(file, 'utf8').includes('/** @slow */');
