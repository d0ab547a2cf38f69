// Takes pictures of the pages of the console with the demo organization: light and dark, on a desktop and a phone. They go
// to a temporary folder, and those that the documents show also to docs/screenshots/. Run it by `npm run screenshots`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const root = path.join(import.meta.dirname, '..');
const documents = path.join(root, 'docs', 'screenshots');
const maxBytes = 150_000;

const sizes = { desktop: { width: 1120, height: 720 }, phone: { width: 390, height: 844 } };

/** What the documents show. */
const inDocuments = [
  'users-desktop-light',
  'users-phone-dark',
  'export-desktop-light',
  'progress-desktop-light',
  'import-desktop-light',
  'statistics-desktop-dark',
  'explorer-desktop-light',
];

const people = `Username,City,Phone,Status
mia.member,Porto,+351 210 000 001,Active
adam.admin,Faro,+351 210 000 002,Gone
olivia.owner,Lisbon,+351 210 000 003,Active
`;

const query = `query ($from: YearMonth! = "MONTH") {
  bookingStats(from: $from, to: "THIS", groupBy: [LOCATION]) {
    rows { month locationRef { name } count users minutes }
  }
}`;

const months = (n) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + n, 1)).toISOString().slice(0, 7);
};

/** Shows each picture in a page. */
const pictures = {
  async users(page) {
    await page.goto('users');
    for (const row of [0, 1, 2]) await page.check(`[role=rowgroup] [role=row] >> nth=${row} >> input`);
  },
  async export(page) {
    await pictures.users(page);
    await page.click('aside button:has-text("Export")');
    await page.waitForSelector('[role=dialog] td');
  },
  async bookings(page) {
    await page.goto('bookings');
    await page.waitForSelector('[role=row] >> nth=5');
  },
  async invoices(page) {
    await page.goto('invoices');
    await page.waitForSelector('[role=row] >> nth=5');
  },
  async user(page) {
    await page.goto('users?search=mia.member');
    await page.click('a:has-text("Mia Member")');
    await page.waitForSelector('main h1:has-text("Mia Member")');
  },
  async settings(page) {
    await page.goto('settings');
    await page.waitForSelector('main input');
  },
  async exports(page) {
    await page.goto('exports');
    await page.waitForSelector('tbody tr');
  },
  async import(page, { importPath }) {
    await page.goto(importPath);
    await page.waitForSelector('[role=tab]');
    await page.click('[role=tab]:has-text("Changed")');
    await page.waitForSelector('ins');
  },
  async statistics(page) {
    await page.goto(`statistics?from=${months(-5)}&to=${months(0)}&groupBy=LOCATION&compare=PERIOD_BEFORE`);
    await page.waitForSelector('section polyline');
  },
  async explorer(page) {
    const text = query.replace('MONTH', months(-5)).replace('THIS', months(0));
    await page.goto(`explorer?${new URLSearchParams({ query: text })}`);
    await page.waitForSelector('.graphiql-query-editor .view-line');
    await page.click('.graphiql-execute-button');
    await page.click('label:has-text("Chart")');
    await page.waitForSelector('polyline');
  },
  /** The last one, because its export goes on for some seconds. */
  async progress(page) {
    // The page is not notified of the end.
    await page.routeWebSocket('**/graphql', (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => String(message).includes('"COMPLETED"') || socket.send(message));
    });
    await page.goto('exports');
    await page.click('text=New data export');
    await page.click('[role=dialog] button:has-text("Start data export"):enabled');
    await page.waitForFunction(() => {
      const bar = document.querySelector('[role=dialog] [role=progressbar]');
      return Number(bar?.getAttribute('aria-valuenow')) >= 25;
    });
  },
};

const chromiumPath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (file) => file && existsSync(file),
);
if (!chromiumPath) throw new Error('Install Chromium, or name its program by CHROMIUM.');

const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-screenshots-'));
const demo = spawn(process.execPath, [path.join(root, 'dist', 'main.js'), 'demo'], {
  env: { ...process.env, PORT: '0', DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const { url, storageState, importPath } = await prepare(await signInLink());
  for (const colorScheme of ['light', 'dark'])
    for (const [size, viewport] of Object.entries(sizes)) {
      const options = { baseURL: url, storageState, locale: 'en-GB', colorScheme, viewport, reducedMotion: 'reduce' };
      for (const [name, show] of Object.entries(pictures)) {
        const context = await browser.newContext(options);
        const page = await context.newPage();
        await show(page, { importPath });
        await take(page, `${name}-${size}-${colorScheme}`);
        await context.close();
      }
    }
} finally {
  await browser.close();
  demo.kill('SIGTERM');
  await once(demo, 'exit');
}
console.log(`All pictures are in ${folder}.`);

/** The link that the demo prints. Resolves when it has finished its exports and imports. */
async function signInLink() {
  let link;
  for await (const line of createInterface({ input: demo.stdout })) {
    link ??= /Sign in as owner\s+(\S+)/.exec(line)?.[1];
    if (line.startsWith('The server keeps running')) return link;
  }
  throw new Error('The demo ended early.');
}

/** Signs in, and checks the file of an import. */
async function prepare(link) {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(link);
  await page.click('button[name=account]');
  await page.waitForURL('**/users');
  await page.goto(new URL('/imports', link).href);
  const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(people) };
  await page.setInputFiles('input[type=file]', file);
  await page.click('text=Upload and check');
  await page.waitForSelector('[role=tab]');
  const { origin, pathname } = new URL(page.url());
  return { url: `${origin}/`, storageState: await context.storageState(), importPath: pathname.slice(1) };
}

async function take(page, name) {
  await page.waitForLoadState('networkidle');
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  if (!inDocuments.includes(name)) return;
  const { size } = await stat(file);
  if (size > maxBytes) throw new Error(`${name} has ${size} bytes, more than ${maxBytes}.`);
  await mkdir(documents, { recursive: true });
  await copyFile(file, path.join(documents, `${name}.png`));
}
