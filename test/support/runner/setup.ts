import 'reflect-metadata';
import { setServers } from 'node:dns/promises';

// In test files process.env is jest's copy, which child processes inherit but Date never reads. The zone that Date
// uses is set by global-setup.ts in the real environment, before the jest workers start.
process.env.TZ = 'America/St_Johns';
// As main.ts does. graphql-js decides when it is loaded.
process.env.NODE_ENV = 'production';

// No test asks a name server outside. At this port, none answers.
setServers(['127.0.0.1:1']);

if (new Date(Date.UTC(2024, 0, 15)).getTimezoneOffset() !== 210) {
  throw new Error(
    'The tests must run in the time zone America/St_Johns; global-setup.ts did not bring it into effect.',
  );
}
