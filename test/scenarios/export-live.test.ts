import { createHash } from 'node:crypto';
import { useOrganization, useTestApp } from '../support/apps/app';
import { download } from '../support/clients/client';
import { exportFields, startExport } from '../support/clients/exports';
import { addManyUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';

const watch = `subscription ($id: ID!) { exportProgress(id: $id) { ${exportFields} } }`;

eachEngine('an export that is started, watched live and downloaded', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app);

  beforeAll(async () => {
    await addManyUsers(app.app.dataSource, organization.id, 2500);
  });

  it.each(['CSV', 'XLSX'])('completes as %s', async (format) => {
    const { export: started, deduplicated } = await startExport(organization.owner, { format });
    expect(deduplicated).toBe(false);
    expect(started).toMatchObject({
      dataset: 'USERS',
      format,
      version: expect.any(Number),
      requestedBy: { username: 'owner' },
    });

    const live = organization.owner.subscribe(watch, { id: started.id });
    const events = (await live.untilCompleted()).map((event) => event.exportProgress);
    expect(live.errors).toEqual([]);
    const last = events.at(-1);
    expect(last).toMatchObject({
      state: 'COMPLETED',
      progress: { percent: 100, rowsDone: 2503, rowsTotal: 2503, attempt: 1 },
      file: { rows: 2503 },
    });
    for (const [index, event] of events.entries())
      if (index > 0) expect(event.version).toBeGreaterThan(events[index - 1].version);

    const { status, body } = await download(last.file.downloadUrl);
    expect(status).toBe(200);
    expect(body.length).toBe(last.file.bytes);
    expect(createHash('sha256').update(body).digest('hex')).toBe(last.file.sha256);
  });
});
