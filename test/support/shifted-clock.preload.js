'use strict';
// Loaded with `--require` into a process of the built program: its machine's clock is wrong by so much.
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
