import 'reflect-metadata';

// In here process.env is jest's copy, which child processes of a test inherit but Date never reads. The zone that Date
// uses was set by global-setup.ts, in the real environment that the jest workers are born with.
process.env.TZ = 'America/St_Johns';

if (new Date(Date.UTC(2024, 0, 15)).getTimezoneOffset() !== 210) {
  throw new Error(
    'The tests must run in the time zone America/St_Johns; global-setup.ts did not bring it into effect.',
  );
}
