import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { openAppDatabase } from '../../src/database';
import { createSecret, hashSecret } from '../../src/features/auth/secrets';
import { Session } from '../../src/features/auth/sessions/session.entity';
import { barePage } from '../baselines/bare-page';
import type { BenchData } from '../data';
import { inPairs, medianRatio } from '../pairs';
import { findOwner, ProductProcess } from '../product';
import { median, note, percentile, type Report } from '../report';

const maxInteractiveMs = 1000;
const maxFirstLoadKb = 300;
const maxFrameMs = 50;
const rounds = 5;
const loadedRows = 10_000;
const scrolledFrames = 240;

const chromiumPath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (file) => file && existsSync(file),
);
const rows = '[role=rowgroup] [role=row]';

/**
 * Measures the list of users in a browser: what the first visit loads, how long it takes until the rows can be used, and
 * how evenly it scrolls. The baseline is a page without a framework that shows the same rows as a plain table.
 */
export async function consolePages(data: BenchData, report: Report): Promise<void> {
  if (!chromiumPath) return note('Chromium is not installed: skipping the console');
  const secret = await startSession(data);
  const server = await ProductProcess.start('serve', data, { EXPORT_WORKER: 'off' });
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const what = `${data.users} users, ${data.engine}`;
    const bytes: number[] = [];
    const own = (): Promise<number> => visit(browser, server.url, secret, 'users', rows, bytes);
    const theirs = (): Promise<number> => visit(browser, server.url, secret, 'bare', 'tbody tr');
    const first = await inPairs(rounds, 1, own, theirs);
    const interactive = median(first.own);
    report({
      part: 'console',
      what: `first visit until the rows are shown and the page answers, empty cache, ${what}`,
      measured: `${interactive.toFixed(0)} ms (${medianRatio(first, (a, b) => a / b).toFixed(2)}x a bare page)`,
      target: `< ${maxInteractiveMs} ms`,
      met: interactive < maxInteractiveMs,
    });
    const firstLoad = median(bytes) / 1000;
    report({
      part: 'console',
      what: 'scripts, styles and HTML of the first visit, compressed',
      measured: `${firstLoad.toFixed(1)} kB`,
      target: `<= ${maxFirstLoadKb} kB`,
      met: firstLoad <= maxFirstLoadKb,
    });
    await scrolling(browser, server.url, secret, what, report);
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function startSession(data: BenchData): Promise<string> {
  const dataSource = await openAppDatabase(data);
  const owner = await findOwner(dataSource);
  const secret = createSecret('ts');
  const now = new Date();
  const later = new Date(now.getTime() + 86_400_000);
  await dataSource.manager.insert(Session, {
    organizationId: owner.organizationId,
    userId: owner.id,
    isFromProvider: false,
    secretHash: hashSecret(secret),
    address: null,
    browser: 'Bench',
    createdAt: now,
    lastUsedAt: now,
    idleEndsAt: later,
    expiresAt: later,
  });
  await dataSource.destroy();
  return secret;
}

/** Opens a page in a browser without a cache. Returns the time until it shows rows and its script is idle. */
async function visit(
  browser: Browser,
  url: string,
  secret: string,
  path: 'users' | 'bare',
  selector: string,
  bytes?: number[],
): Promise<number> {
  const page = await openPage(browser, url, secret);
  let loaded = 0;
  const network = await page.context().newCDPSession(page);
  const files = new Set<string>();
  await network.send('Network.enable');
  network.on('Network.responseReceived', ({ type, requestId }) => {
    if (['Document', 'Script', 'Stylesheet'].includes(type)) files.add(requestId);
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (files.has(requestId)) loaded += encodedDataLength;
  });
  await page.goto(`${url}/${path}`, { waitUntil: 'commit' });
  await page.waitForSelector(selector);
  const ms = await page.evaluate(
    () =>
      new Promise<number>((resolve) =>
        (globalThis as any).requestIdleCallback(() => resolve((globalThis as any).performance.now())),
      ),
  );
  bytes?.push(loaded);
  await page.context().close();
  return ms;
}

async function openPage(browser: Browser, url: string, secret: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  await context.addCookies([{ name: 'tallyport', value: secret, url, httpOnly: true, sameSite: 'Lax' }]);
  const page = await context.newPage();
  await page.route(`${url}/bare`, (route) => route.fulfill({ contentType: 'text/html', body: barePage }));
  return page;
}

/** Compares frames while the list is scrolled with the frames of the bare page, at the same number of loaded rows. */
async function scrolling(browser: Browser, url: string, secret: string, what: string, report: Report): Promise<void> {
  const own = await openPage(browser, url, secret);
  await own.goto(`${url}/users`);
  await own.waitForSelector(rows);
  const loading = await loadRows(own);
  const bare = await openPage(browser, url, secret);
  await bare.goto(`${url}/bare`);
  await bare.waitForSelector('tbody tr');
  await bare.evaluate((count) => (globalThis as any).showRows(count), loadedRows);
  const frames = await inPairs(
    rounds,
    1,
    () => scroll(own, '[role=table]'),
    () => scroll(bare, 'table'),
  );
  const [ownFrames, bareFrames] = [frames.own.flat(), frames.theirs.flat()];
  const slow = ownFrames.filter((ms) => ms > maxFrameMs).length;
  const p95 = percentile(ownFrames, 0.95);
  report({
    part: 'console',
    what: `scrolling ${loadedRows} loaded rows, time of a frame, ${what}`,
    measured:
      `p95 ${p95.toFixed(0)} ms, p99 ${percentile(ownFrames, 0.99).toFixed(0)} ms, ${slow} of ${ownFrames.length} over ${maxFrameMs} ms; ` +
      `bare page p95 ${percentile(bareFrames, 0.95).toFixed(0)} ms, p99 ${percentile(bareFrames, 0.99).toFixed(0)} ms`,
    target: `p95 <= ${maxFrameMs} ms`,
    met: p95 <= maxFrameMs,
  });
  report({
    part: 'console',
    what: `a page of 100 more rows, from the end of the list until it is shown, ${what}`,
    measured: `first ten ${median(loading.slice(0, 10)).toFixed(0)} ms, last ten ${median(loading.slice(-10)).toFixed(0)} ms`,
    target: 'for information',
    met: null,
  });
  await own.context().close();
  await bare.context().close();
}

/** Scrolls to the end until as many rows are loaded. Returns the time of each page of rows. */
async function loadRows(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let loaded = 100; loaded < loadedRows; loaded += 100) {
    const startedAtMs = performance.now();
    await page.evaluate(() => {
      const region = (globalThis as any).document.querySelector('[role=table]').parentElement;
      region.scrollTop = region.scrollHeight;
    });
    await page.waitForFunction(
      (rowCount) =>
        Number((globalThis as any).document.querySelector('[role=table]').getAttribute('aria-rowcount')) > rowCount,
      loaded + 1,
      { polling: 'raf' },
    );
    times.push(performance.now() - startedAtMs);
  }
  return times;
}

/** Scrolls at an even speed from the start. Returns the time of each frame. */
const scroll = (page: Page, table: string): Promise<number[]> =>
  page.evaluate(
    ([selector, count]) =>
      new Promise<number[]>((resolve) => {
        const { document, requestAnimationFrame: next, performance: clock } = globalThis as any;
        const region = document.querySelector(selector).parentElement;
        const times: number[] = [];
        let last = clock.now();
        region.scrollTop = 0;
        const frame = (): void => {
          const now = clock.now();
          times.push(now - last);
          last = now;
          region.scrollTop += 120;
          if (times.length < count) next(frame);
          else resolve(times.slice(1));
        };
        next(frame);
      }),
    [table, scrolledFrames] as const,
  );
