import { Writable } from 'node:stream';
import { createLog } from '../../src/platform/log';
import { useTestApp } from '../support/apps/app';
import { eachEngine } from '../support/databases/engines';
import { addRow } from '../support/databases/rows';

eachEngine('the log of a failed statement', (engine) => {
  const app = useTestApp(engine, { worker: false });

  it('has the statement, and no value that it was called with', async () => {
    const lines: string[] = [];
    const log = createLog(
      'info',
      new Writable({ write: (line, _encoding, done) => (lines.push(String(line)), done()) }),
    );
    const row = { slug: "secret-1'x", name: 'secret-2', timezone: 'UTC', currency: 'EUR', createdAt: 0 };
    const insert = () => addRow(app.app.dataSource, 'organizations', { ...row, customTermsEnabled: 0 });
    await insert();
    const failure: unknown = await insert().catch((error: unknown) => error);
    log.error({ err: failure }, 'could not');
    log.error({ err: new Error('a job failed', { cause: failure }) }, 'could not');
    for (const line of lines) {
      expect(line).toContain('INTO organizations');
      expect(line).toContain('at ');
      expect(line).not.toMatch(/secret|x' for/);
    }
    expect(lines).toHaveLength(2);
  });
});
