import { DemoClient } from '../../src/commands/demo-client';
import { showRoundTrip } from '../../src/commands/demo-round-trip';
import { useOrganization, useTestApp } from '../support/apps/app';
import { eachEngine } from '../support/databases/engines';
import { changeRows, countRows } from '../support/databases/rows';

eachEngine('the round trip of the demo', ['sqlite'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app);
  let client: DemoClient;
  beforeAll(() => void (client = new DemoClient(app.url, organization.owner.token!)));
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => client.close());

  const show = async (): Promise<string[]> => {
    const lines: string[] = [];
    await showRoundTrip(client, (line) => lines.push(line));
    return lines;
  };
  const cities = (city: string | null): Promise<number> => countRows(app.app.dataSource, 'users', { city });

  it('changes one cell and takes it back', async () => {
    expect((await show()).at(-1)).toBe('  Applied the undo: everything is as before.');
    expect(await cities('Porto')).toBe(0);
  });

  it.each([
    ['did not change', 2],
    ['did not come back', 3],
  ])('fails if the cell %s', async (_what, exportNumber) => {
    const request = client.request.bind(client);
    let exports = 0;
    jest.spyOn(client, 'request').mockImplementation(async (query, variables) => {
      // Another value than what was written, although each step is COMPLETED.
      if (query.includes('startExport') && ++exports === exportNumber)
        await changeRows(
          app.app.dataSource,
          'users',
          { organizationId: organization.id },
          { city: `Faro ${exportNumber}` },
        );
      return request(query, variables);
    });
    await expect(show()).rejects.toThrow(/^the export has ".*" instead of ".*"$/);
    expect(exports).toBe(exportNumber);
  });
});
