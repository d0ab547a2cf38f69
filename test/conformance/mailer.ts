import type { Mail, Mailer } from '../../src/platform/mail/mailer';
import type { ReceivedMail } from '../support/clients/mails';
import { naughtyStrings } from '../support/data/naughty-strings';

export const someMail: Mail = {
  messageId: 'a-b-c@hotels.example',
  date: new Date('2026-03-15T12:00:00Z'),
  to: { name: 'Olga Owner', address: 'olga@example.test' },
  subject: 'Your export is ready',
  text: 'Hello Olga,\n\nit is ready.\n',
  html: '<p>Hello Olga,</p><p>it is ready.</p>',
};
export const sender = { name: 'Front "Desk", Zürich', address: 'desk@hotels.example' };

interface MailerUnderTest {
  readonly mailer: Mailer;
  /** What has arrived, oldest first. */
  received(): Promise<ReceivedMail[]>;
}

const names = [
  'Zoë 🎉 Ørsted',
  'a\r\nBcc: victim@example.test',
  'a\nSubject: b',
  'a\rb',
  '<script>alert(1)</script>',
  '=?utf-8?Q?=41?=',
  '"quoted", \\ <x@y.z>',
  'x'.repeat(2000),
  '界'.repeat(500),
  '\u2028\u0000\u0085x',
  '',
  '\ud800',
];

/** What every driver must do. */
export function mailerConformance(create: () => Promise<MailerUnderTest>): void {
  let tested: MailerUnderTest;
  beforeEach(async () => {
    tested = await create();
  });

  it('hands on text and HTML, with its own Message-ID and date', async () => {
    await tested.mailer.send(someMail);
    const [mail, ...others] = await tested.received();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      messageId: '<a-b-c@hotels.example>',
      to: 'Olga Owner <olga@example.test>',
      from: 'Front "Desk", Zürich <desk@hotels.example>',
      subject: someMail.subject,
      html: expect.stringContaining('<p>it is ready.</p>'),
    });
    expect(mail!.text.trim()).toBe('Hello Olga,\n\nit is ready.');
    expect(mail!.headers).toMatchObject({
      date: 'Sun, 15 Mar 2026 12:00:00 +0000',
      'auto-submitted': 'auto-generated',
      'mime-version': '1.0',
    });
  });

  it.each(names.map((name) => [name.slice(0, 30), name]))(
    'no name or subject ends a header: %j',
    async (_shown, name) => {
      await tested.mailer.send({ ...someMail, to: { name, address: 'olga@example.test' }, subject: `For ${name}` });
      const [mail] = await tested.received();
      expect(Object.keys(mail!.headers).sort()).toEqual([
        'auto-submitted',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ]);
      for (const line of mail!.raw.split('\r\n\r\n')[0]!.split('\r\n')) {
        expect(line).toMatch(/^[\x20-\x7e\t]+$/);
        expect(line.length).toBeLessThan(999);
      }
      const seen = name
        .toWellFormed()
        .replace(/[\s\p{Cc}\u2028]+/gu, ' ')
        .replace('=?', '= ?')
        .trim();
      expect(mail!.subject).toBe(`For ${seen}`.trim().slice(0, 150));
      expect(mail!.to.replace(/\\(.)/g, '$1')).toMatch(/^(.* <)?olga@example\.test>?$/);
      expect(mail!.to.replace(/\\(.)/g, '$1')).toContain(seen.slice(0, 150));
    },
  );

  it('all the naughty strings arrive in the text as they were', async () => {
    const text = naughtyStrings.join('\n').toWellFormed().replace(/\r\n?/g, '\n');
    await tested.mailer.send({ ...someMail, text });
    const [mail] = await tested.received();
    expect(mail!.text.trimEnd()).toBe(text.trimEnd());
  });

  it('no text names a file or an address to be read', async () => {
    await tested.mailer.send({ ...someMail, text: { path: '/etc/hostname' } as never }).catch(() => undefined);
    for (const { text } of await tested.received()) expect(text).not.toMatch(/\w/);
  });
}
