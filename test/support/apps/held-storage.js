'use strict';
// Plain JavaScript: processes of the built program load it too, see held-storage.preload.js.
const { existsSync } = require('node:fs');
const path = require('node:path');
const { Writable } = require('node:stream');
const { finished } = require('node:stream/promises');

const lookEveryMs = 15;

exports.heldStorage = (gateFolder, storage) => ({
  ...storage,
  async create(name) {
    const isHeld = () =>
      existsSync(path.join(gateFolder, 'all')) || existsSync(path.join(gateFolder, name.split('-')[0]));
    const file = await storage.create(name);
    return isHeld() ? heldFile(file, isHeld) : file;
  },
});

function heldFile(file, isHeld) {
  const { stream: target } = file;
  const untilReleased = (then) => {
    if (stream.destroyed) return;
    if (isHeld()) setTimeout(untilReleased, lookEveryMs, then);
    else then();
  };
  const stream = new Writable({
    // Writers wait before the first byte.
    highWaterMark: 1,
    write: (chunk, _encoding, done) => untilReleased(() => target.write(chunk, done)),
    final: (done) => untilReleased(() => target.end(done)),
    destroy(error, done) {
      target.destroy(error ?? undefined);
      done(error);
    },
  });
  stream.on('error', () => undefined);
  target.on('error', (error) => stream.destroy(error));
  return {
    stream,
    get bytesWritten() {
      return file.bytesWritten;
    },
    async publish() {
      if (!stream.writableEnded) stream.end();
      await finished(stream);
      return file.publish();
    },
    async suspend() {
      if (!stream.writableEnded) stream.end();
      await finished(stream);
      return file.suspend();
    },
    async discard() {
      stream.destroy();
      await file.discard();
    },
  };
}
