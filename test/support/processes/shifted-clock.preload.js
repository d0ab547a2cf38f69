'use strict';
// Loaded with `--require` into a process of the built program to shift the clock of its machine.
const shiftMs = Number(process.env.CLOCK_SHIFT_MS);
const RightDate = Date;

globalThis.Date = class extends RightDate {
  constructor(...values) {
    if (values.length === 0) super(RightDate.now() + shiftMs);
    else super(...values);
  }

  static now() {
    return RightDate.now() + shiftMs;
  }
};
