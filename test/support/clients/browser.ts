import { readFile } from 'node:fs/promises';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { TestClient } from './client';

// Undefined without Chromium. The run itself says then that such tests were omitted, see global-setup.
const chromiumPath = process.env.TALLYPORT_TEST_CHROMIUM;

/** A describe block whose tests use a real browser. */
export const inChromium = (title: string, body: (browser: () => Browser) => void): void =>
  (chromiumPath ? describe : describe.skip)(title, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: chromiumPath!,
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      });
    }, 60_000);
    afterAll(() => browser?.close());
    body(() => browser);
  });

/** A browser in which a user has signed in, with the errors that its pages reported. */
export async function signedInContext(
  browser: Browser,
  url: string,
  { session }: TestClient,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
  await context.addCookies([{ name: 'tallyport', value: session!, url, httpOnly: true, sameSite: 'Lax' }]);
  const complaints: string[] = [];
  context.on('page', (page) => watchPage(page, complaints));
  return { context, complaints };
}

interface Account {
  readonly id: number;
  readonly organizationId: number;
}

/** A tab of a browser of its own, in which the user has signed in and opened the path. */
export async function openTab(
  browser: Browser,
  app: { readonly url: string; startSession(user: Account): Promise<TestClient> },
  user: Account,
  path: string,
  options?: Parameters<typeof signedInContext>[3],
) {
  const session = await app.startSession(user);
  const { context, complaints } = await signedInContext(browser, app.url, session, options);
  const page = await context.newPage();
  await page.goto(app.url + path);
  return { context, page, session, complaints, close: () => context.close() };
}

/** Collects what a page reports as errors. Refused requests are the server's answers, not errors of the page. */
export function watchPage(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' && !/^Failed to load resource|WebSocket/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
}

const axe = require.resolve('axe-core/axe.min.js');

/** What axe-core finds wrong with the page as it is now, or with a part of it. */
export async function accessibilityFaults(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(await readFile(axe, 'utf8'));
  const { violations } = await page.evaluate((selector) => (globalThis as any).axe.run(selector), part);
  return violations.map(({ id, nodes }: any) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
}

/** Presses Tab until the element, which may still have to appear, has the focus. */
export async function reachByKeyboard(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector, { state: 'attached' });
  for (let presses = 0; presses < 60; presses++) {
    if (await page.evaluate((wanted) => (globalThis as any).document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard does not reach ${selector}.`);
}

/** Opens a link with the document in the explorer, runs it, and waits until the answer contains the text. */
export async function runInExplorer(page: Page, url: string, query: string, wanted: string): Promise<void> {
  await page.goto(`${url}/explorer?${new URLSearchParams({ query })}`);
  await page.waitForSelector('.graphiql-query-editor .view-line');
  await page.click('.graphiql-execute-button');
  await page.waitForFunction(
    (text) =>
      (globalThis as any).document
        .querySelector('.result-window')
        ?.textContent?.replaceAll('\u00a0', ' ')
        .includes(text),
    wanted,
  );
}
