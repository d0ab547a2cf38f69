import { count } from '../../format.js';

/** The texts of the explorer. */
export const explorer = {
  signedIn: (name: string, organization: string) => `${name}, ${organization}`,
  token: 'Access token',
  connect: 'Connect',
  disconnect: 'Disconnect',
  signIn: 'Sign in',
  hint: 'Sign in, or enter an access token. Then you can run queries and subscriptions, and browse the schema.',
  refused: 'Refused: this access token is wrong, expired or revoked.',
  ended: 'Your session has ended. Sign in again.',
  notToken: 'This is not an access token: it contains spaces or other characters that access tokens do not have.',
  toConsole: 'Console',
  examples: 'Examples',
  /** By the titles in the documentation, which are the English ones. */
  exampleTitles: {} as Readonly<Record<string, string>>,
  dataFrom: (first: string, last: string) => `data from ${first} to ${last}`,
  answer: 'Answer',
  view: 'Show the answer as',
  views: { json: 'JSON', table: 'Table', chart: 'Chart' },
  list: 'List',
  listOf: (path: string, n: number) => `${path} (${n === 1 ? '1 row' : `${count(n)} rows`})`,
  firstRows: (shown: number, all: number) =>
    `The first ${count(shown)} of ${count(all)} rows. The CSV file has all of them.`,
  noNumbers: 'This list has no numbers for a chart.',
};
