import { enqueueNotice, NoticeKind } from '../../../src/features/notices/notice';
import { transact } from '../../../src/platform/database/transaction';
import { createTestApp, type TestApp } from '../../support/apps/app';
import { TestMailServer } from '../../support/clients/mails';
import { addUsers, createOrganization, type TestOrganization } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { countRows, readColumn } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

eachEngine('the mail sender', ['sqlite', 'mariadb'], (engine) => {
  let server: TestMailServer;
  let app: TestApp;
  /** Recipients whose mailbox has been asked about and has not answered yet, in that order. */
  let stalled: { address: string; answer: () => void }[];
  let stalls: (address: string) => boolean;

  beforeAll(async () => {
    server = await new TestMailServer({
      recipient: (address) =>
        stalls(address) ? new Promise((resolve) => stalled.push({ address, answer: () => resolve(null) })) : null,
    }).start();
    app = await createTestApp(engine, { settings: { SMTP_URL: server.url } });
  });
  beforeEach(() => {
    server.mails.splice(0);
    stalled = [];
    stalls = () => false;
  });
  afterEach(async () => {
    stalls = () => false;
    for (const { answer } of stalled) answer();
    await waitFor('all mails to be sent', async () => (await states('WAITING')) === 0);
  });
  afterAll(async () => {
    await app?.stop();
    await server?.stop();
  });

  const states = async (state: string): Promise<number> => await countRows(app.app.dataSource, 'notices', { state });
  const attempted = async (): Promise<number> =>
    (await readColumn(app.app.dataSource, 'notices', 'attempt', { state: 'WAITING' })).filter(Boolean).length;
  const organization = (): Promise<TestOrganization> => createOrganization(app.app.dataSource);
  const people = (of: TestOrganization, ...addresses: string[]): Promise<number[]> =>
    addUsers(
      app.app.dataSource,
      of.id,
      addresses.map((email, index) => ({ username: `person-${index}-${email}`.slice(0, 60), email })),
    );
  const enqueue = (mails: readonly (readonly [TestOrganization, number])[]): Promise<void> =>
    transact(app.app.dataSource, async (manager) => {
      for (const [of, to] of mails)
        await enqueueNotice(manager, {
          organizationId: of.id,
          kind: NoticeKind.EXPORT_COMPLETED,
          to,
          exportId: 1,
          details: { what: 'users (CSV)' },
        });
    });
  const receivedBy = (address: string): boolean => server.mails.some(({ to }) => to.includes(address));

  it('delivers all other mail while one mailbox stalls', async () => {
    stalls = (address) => address === 'slow@stalling.test';
    const [here, other] = [await organization(), await organization()];
    const [slow, colleague] = await people(here, 'slow@stalling.test', 'colleague@good.test');
    const [neighbor, quick] = await people(other, 'quick@stalling.test', 'quick@good.test');
    await enqueue([
      [here, slow!],
      [here, slow!],
    ]);
    await waitFor('the mailbox to be asked', () => stalled.length === 1);
    await enqueue([
      [here, slow!],
      [here, colleague!],
      [other, neighbor!],
      [other, quick!],
    ]);
    for (const address of ['colleague@good.test', 'quick@stalling.test', 'quick@good.test'])
      await waitFor(`the mail to ${address}`, () => receivedBy(address));
    // The mailbox has one slot, however many mails wait for it.
    expect(stalled).toHaveLength(1);
    await waitFor('only the stalled mail to be under way', async () => (await attempted()) === 1);
    stalls = () => false;
    stalled[0]!.answer();
    await server.until(6);
    expect(new Set(server.mails.map(({ messageId }) => messageId)).size).toBe(6);
  });

  it('delivers mail to other domains while every mailbox of one domain stalls', async () => {
    stalls = (address) => address.endsWith('@Stalling.test') || address.endsWith('@stalling.test');
    const here = await organization();
    const many = await Promise.all(Array.from({ length: 6 }, () => organization()));
    const mails: [TestOrganization, number][] = [];
    for (const [index, of] of many.entries())
      for (const id of await people(of, `a${index}@stalling.test`, `b${index}@Stalling.test`)) mails.push([of, id]);
    await enqueue(mails);
    await waitFor('the share of the domain to be used up', () => stalled.length === 3);
    const [quick] = await people(here, 'quick@good.test');
    const colleagues = await Promise.all(
      many.map(async (of, index): Promise<[TestOrganization, number]> => [
        of,
        (await people(of, `colleague${index}@good.test`))[0]!,
      ]),
    );
    await enqueue([...colleagues, [here, quick!]]);
    await server.until(7);
    expect(receivedBy('quick@good.test')).toBe(true);
    expect(stalled).toHaveLength(3);
    await waitFor('only the stalled mails to be under way', async () => (await attempted()) === 3);
  });

  it('gives each organization its turn when others have long queues', async () => {
    stalls = () => true;
    const crowd = await Promise.all(Array.from({ length: 9 }, () => organization()));
    const mails: [TestOrganization, number][] = [];
    for (const [index, of] of crowd.entries()) {
      for (const id of await people(
        of,
        ...Array.from({ length: 5 }, (_unused, number) => `p${number}@crowd${index}-${number}.test`),
      ))
        mails.push([of, id]);
    }
    await enqueue(mails);
    await waitFor('all slots to be used', () => stalled.length === 8);
    const late = await organization();
    await enqueue([[late, (await people(late, 'late@good.test'))[0]!]]);
    const organizationsAsked = (): Set<string> =>
      new Set(stalled.map(({ address }) => address.split('@')[1]!.split('-')[0]!));
    expect(organizationsAsked().size).toBe(8);
    for (const expected of [9, 10]) {
      stalled[expected - 9]!.answer();
      await waitFor('the next mailbox to be asked', () => stalled.length === expected);
      expect(organizationsAsked().size).toBe(expected);
    }
    expect(stalled.at(-1)!.address).toBe('late@good.test');
  });
});
