import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emlFiles } from '../../../src/platform/mail/eml-files';
import { mailerConformance, sender, someMail } from '../../conformance/mailer';
import { readMail } from '../../support/clients/mails';

let base: string;
let folder: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'tallyport-mail-'));
  folder = join(base, 'mail');
});
afterEach(() => rm(base, { recursive: true, force: true }));

describe('mails as files', () => {
  mailerConformance(async () => ({
    mailer: emlFiles(folder, sender),
    received: async () =>
      Promise.all(
        (await readdir(folder).catch(() => []))
          .sort()
          .map(async (name) => readMail(await readFile(join(folder, name), 'latin1'))),
      ),
  }));

  it('are ordered by time and private, and the same mail is the same file', async () => {
    const mailer = emlFiles(folder, sender);
    await mailer.send({ ...someMail, messageId: '../../z@y', date: new Date('2026-03-16T00:00:00Z') });
    await mailer.send(someMail);
    await mailer.send(someMail);
    expect((await readdir(folder)).sort()).toEqual([
      '2026-03-15T12-00-00-000Z-a-b-c.eml',
      '2026-03-16T00-00-00-000Z-______z.eml',
    ]);
    expect((await stat(join(folder, '2026-03-15T12-00-00-000Z-a-b-c.eml'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('cannot be written without a folder', async () => {
    await writeFile(folder, 'in the way');
    await chmod(folder, 0o600);
    await expect(emlFiles(folder, sender).send(someMail)).rejects.toMatchObject({
      reason: 'UNREACHABLE',
      message: 'The mail could not be written to a file (EEXIST).',
    });
  });
});
