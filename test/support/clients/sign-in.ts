import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../wait-for';
import { TestClient } from './client';
import { readMail, type ReceivedMail } from './mails';
import { type RawAnswer, rawRequest } from './raw-http';

export const requestSignInLink =
  'mutation ($email: String!) { requestSignInLink(email: $email) { email validMinutes } }';

/** The mails of a server without SMTP_URL, by time. */
export async function mailsIn(dataDir: string): Promise<ReceivedMail[]> {
  const folder = join(dataDir, 'mail');
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names
      .filter((name) => name.endsWith('.eml'))
      .sort()
      .map(async (name) => readMail(await readFile(join(folder, name), 'latin1'))),
  );
}

/** The paths of the sign-in links in these mails. */
async function linksIn(dataDir: string): Promise<{ to: string; path: string }[]> {
  return (await mailsIn(dataDir)).flatMap(({ to, text }) => {
    const path = /\/sign-in\/tl_[\w-]{43}/.exec(text)?.[0];
    return path ? [{ to, path }] : [];
  });
}

/** Requests a link for the address and returns its path, once the mail has been sent. */
export async function mailedLink(
  url: string,
  dataDir: string,
  email: string,
  to = email,
  request: () => Promise<unknown> = () => new TestClient(url, null).data(requestSignInLink, { email }),
): Promise<string> {
  const ofAddress = async (): Promise<string[]> =>
    (await linksIn(dataDir)).filter((link) => link.to === to).map(({ path }) => path);
  const before = (await ofAddress()).length;
  await request();
  return waitFor('the mail with the link', async () => (await ofAddress())[before]);
}

/** Sends a form as a page of the server does. */
export const sendForm = (
  url: string,
  path: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<RawAnswer> =>
  rawRequest(url, path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url, ...headers },
    body: new URLSearchParams(fields).toString(),
  });

/** The ids of the accounts that a page offers. */
export const accountsOn = ({ text }: RawAnswer): string[] =>
  [...text.matchAll(/name="account" value="(\d+)"/g)].map(([, id]) => id!);

/** Opens a link and signs in to its only account, or to the given one. */
export async function useLink(
  url: string,
  path: string,
  account?: number,
  headers: Record<string, string> = {},
): Promise<{ answer: RawAnswer; client: TestClient }> {
  const page = await rawRequest(url, path, { headers: { accept: 'text/html' } });
  const answer = await sendForm(url, path, { account: String(account ?? accountsOn(page)[0]) }, headers);
  return { answer, client: new TestClient(url, null, sessionOf(answer)) };
}

/** The secret in the cookie of an answer, or an empty text. */
export const sessionOf = ({ headers }: RawAnswer): string =>
  /tallyport=([^;]*)/.exec(String(headers['set-cookie'] ?? ''))?.[1] ?? '';

/** Where no sign-in may end, whoever requests it: other servers in many spellings, files, and pages that sign in. */
export const badReturnPaths = [
  '//evil.example',
  '/\\evil.example',
  'https://evil.example/',
  '/\t/evil.example',
  '/ https://evil.example',
  '/%2f/evil.example',
  '/users/../..//evil.example',
  '/sign-in/tl_evil',
  '/sign-in?returnTo=/users',
  '/downloads/evil',
  '/exports/5/evil',
  '/statistics.csv?of=users&evil',
  `/users?search=evil${'x'.repeat(500)}`,
];
