const Sequencer = require('@jest/test-sequencer').default;
const { isSlow } = require('./slow-tests');

/**
 * Runs the files that are marked as slow first, so that no worker starts one when the others are nearly done. Jest
 * itself knows durations only from its cache, which a fresh clone does not have.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const slow = new Map(tests.map((test) => [test, isSlow(test.path)]));
    return [...super.sort(tests)].sort((a, b) => slow.get(b) - slow.get(a));
  }
};
