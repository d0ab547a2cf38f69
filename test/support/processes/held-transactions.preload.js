'use strict';
// Loaded with `--require` into processes of the built program and their threads, so that the program needs no gate
// itself. Holds a transaction that records an audit event, before it records the event: what it wrote is not committed.
const { existsSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const { GATE_FOLDER, AUDIT_LOG } = process.env;
const pollEveryMs = 15;
const { AuditLog } = require(AUDIT_LOG);
const counts = new Map();

for (const method of ['record', 'recordEach']) {
  const write = AuditLog.prototype[method];
  AuditLog.prototype[method] = async function (manager, event, ...rest) {
    const { action } = event;
    const count = (counts.get(action) ?? 0) + 1;
    counts.set(action, count);
    const gate = path.join(GATE_FOLDER, `${action}-${count}`);
    if (existsSync(gate)) writeFileSync(gate, 'reached');
    while (existsSync(gate)) await sleep(pollEveryMs);
    return write.call(this, manager, event, ...rest);
  };
}
