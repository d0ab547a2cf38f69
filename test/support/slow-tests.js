const { readFileSync } = require('node:fs');

/**
 * Whether a test file is marked as slow: it takes longer than about twenty seconds on all engines.
 *
 * @param {string} file
 */
exports.isSlow = (file) => readFileSync(file, 'utf8').includes('/** @slow */');
