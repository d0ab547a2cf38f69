import { type Browser, chromium, type Page } from 'playwright-core';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { startExport } from '../../support/clients/exports';
import { addBookings } from '../../support/data/factories';
import { engines } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

const [sqlite] = engines;
const executablePath = process.env.TALLYPORT_TEST_CHROMIUM;

describe('the landing page', () => {
  const app = useTestApp(sqlite!);
  const organization = useOrganization(app);
  beforeAll(async () => {
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2026-03-02T10:00:00Z' },
    ]);
  });

  it('is served to browsers only: clients that accept JSON get JSON', async () => {
    const page = await fetch(`${app.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const json = await fetch(`${app.url}/graphql`, { headers: { accept: 'application/json' } });
    expect([json.status, ((await json.json()) as { errors: unknown[] }).errors.length]).toEqual([401, 1]);
    expect((await fetch(`${app.url}/graphql/assets/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  // The run itself says that it was left out, see global-setup.
  (executablePath ? describe : describe.skip)('in Chromium', () => {
    let browser: Browser;
    let page: Page;
    const requests: string[] = [];
    const complaints: string[] = [];
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: executablePath!,
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      });
      page = await browser.newPage();
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${app.url}/graphql`);
    }, 60_000);
    afterAll(() => browser?.close());

    const connect = async (token: string): Promise<void> => {
      await page.fill('input[type=password]', token);
      await page.click('#bar button[type=submit], #bar button:not([type])');
    };
    /**
     * Runs a document until the answer shows the text: GraphiQL reads what was written a moment late, and may first run
     * what stood there before.
     */
    const run = async (document: string, wanted: string): Promise<void> => {
      await page.waitForSelector('.graphiql-query-editor .CodeMirror');
      // Typed text would have brackets closed behind it.
      await page.evaluate(
        (text) =>
          (globalThis as any).document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.setValue(text),
        document,
      );
      await waitFor(`the answer ${wanted}`, async () => {
        await page.click('.graphiql-execute-button');
        const shows = (text: string): boolean =>
          (globalThis as any).document.querySelector('.result-window')?.textContent?.includes(text);
        return page.waitForFunction(shows, wanted, { timeout: 3000 }).catch(() => false);
      });
    };

    it('reports a refused token', async () => {
      await connect('tp_nonsense');
      await page.waitForSelector('#status[data-state=refused]');
    });

    it('runs a query', async () => {
      await connect(organization.owner.token!);
      await page.waitForSelector('#status[data-state=connected]');
      await run(
        '{ users(first: 3) { nodes { username bookingActivity(asOf: "2026-03-15T00:00:00Z") { thisMonth { booked } } } } }',
        '"booked": 1',
      );
    });

    it('shows the results of a subscription', async () => {
      const { export: started } = await startExport(organization.owner);
      await run(`subscription { exportProgress(id: "${started.id}") { state progress { percent } } }`, '"COMPLETED"');
    });

    it('loads nothing from other servers, and causes no errors in the browser', () => {
      expect(
        requests.filter((url) => !url.startsWith(app.url) && !url.startsWith('data:') && !url.startsWith('blob:')),
      ).toEqual([]);
      // The browser itself complains of refusals, such as the one of the first token.
      expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
    });
  });
});
