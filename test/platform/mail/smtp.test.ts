import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { isMailAddress } from '../../../src/platform/mail/mailer';
import { smtpMailer } from '../../../src/platform/mail/smtp';
import { mailerConformance, sender, someMail } from '../../conformance/mailer';
import { type MailServerAnswers, TestMailServer } from '../../support/clients/mails';

let server: TestMailServer;
const open = async (answers?: MailServerAnswers): Promise<TestMailServer> =>
  (server = await new TestMailServer(answers).start());
afterEach(() => server?.stop());

describe('over a mail server', () => {
  mailerConformance(async () => {
    const { url, mails } = await open();
    return { mailer: smtpMailer(url, sender), received: async () => mails };
  });
});

describe('a mail server', () => {
  it.each([
    [{ recipient: () => ({ code: 550, message: 'no such mailbox' }) }, 'REFUSED', /550 no such mailbox/],
    [{ recipient: () => ({ code: 451, message: 'greylisted' }) }, 'DEFERRED', /451 greylisted/],
    [{ mail: async () => ({ code: 554, message: 'looks like spam' }) }, 'REFUSED', /554 looks like spam/],
    [{ mail: async () => ({ code: 452, message: 'disk full' }) }, 'DEFERRED', /452 disk full/],
  ] as [MailServerAnswers, string, RegExp][])('that answers %j: %s', async (answers, reason, message) => {
    await open(answers);
    await expect(smtpMailer(server.url, sender).send(someMail)).rejects.toMatchObject({
      name: 'MailError',
      reason,
      message: expect.stringMatching(message),
    });
  });

  it('is signed in to where required, and its replies never appear in errors', async () => {
    await open({ user: (name, password) => name === 'desk' && password === 'p@ss/word' });
    const url = (password: string) => server.url.replace('//', `//desk:${encodeURIComponent(password)}@`);
    await smtpMailer(url('p@ss/word'), sender).send(someMail);
    expect(server.mails).toHaveLength(1);
    const error = await smtpMailer(url('hunter2'), sender)
      .send(someMail)
      .catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      reason: 'UNREACHABLE',
      message: 'The mail server did not accept the user and password in SMTP_URL.',
    });
    expect(JSON.stringify([error, (error as Error).stack, (error as Error).cause])).not.toMatch(/hunter2|aHVudGVy/);
  });

  it('is reported as unreachable when it is down', async () => {
    await open();
    const { url } = server;
    await server.stop();
    await expect(smtpMailer(url, sender).send(someMail)).rejects.toMatchObject({
      reason: 'UNREACHABLE',
      message: expect.stringContaining('ESOCKET'),
    });
  });

  it('is abandoned after a timeout when it is silent or hangs up', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const mailer = smtpMailer(`smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`, sender);
    await expect(mailer.send(someMail, AbortSignal.timeout(100))).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    const hungUp = mailer.send(someMail);
    await once(silent, 'connection');
    await new Promise((resolve) => setImmediate(resolve));
    for (const socket of sockets) socket.destroy();
    await expect(hungUp).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    await new Promise((resolve) => silent.close(resolve));
  });
});

describe('an address', () => {
  it.each(['olga@example.test', 'o.l-g+a@mail.example.co', 'zoë@bücher.example', "o'hara@example", 'a@localhost'])(
    '%j can be written to',
    (text) => expect(isMailAddress(text)).toBe(true),
  );
  it.each([
    '',
    'olga',
    '@b',
    'a@',
    'a@b@c',
    'a b@c',
    'a@b\r\nBcc: c@d',
    'a@b,c@d',
    '<a@b>',
    'a@b;',
    '"a"@b',
    'a@[127.0.0.1]',
    'a@b..c',
    'a\u0000@b',
    `${'x'.repeat(10_000)}@y`,
  ])('%j cannot', (text) => expect(isMailAddress(text)).toBe(false));
});
