const { TestEnvironment } = require('jest-environment-node');

/**
 * Node.js as it is, except that a test file fails when Node.js warns of a leak of listeners. In a test file `process` is
 * jest's copy, which never emits the warning. `importModule` imports an ES module by its path.
 */
module.exports = class extends TestEnvironment {
  leaks = [];
  noteLeak = (warning) => void (warning.name === 'MaxListenersExceededWarning' && this.leaks.push(warning));

  async setup() {
    process.on('warning', this.noteLeak);
    await super.setup();
    // Jest loads no ES modules.
    this.global.importModule = (path) => import(path);
  }

  async teardown() {
    await super.teardown();
    // Warnings are emitted later than they occur.
    await new Promise(setImmediate);
    process.off('warning', this.noteLeak);
    if (this.leaks.length > 0) throw this.leaks[0];
  }
};
