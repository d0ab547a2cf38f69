import { Role } from '../../../src/features/auth/permissions';
import { type AddressChange, NoticeKind } from '../../../src/features/notices/notice';
import { pauseAfter } from '../../../src/features/notices/notice-sender';
import { noticeTexts } from '../../../src/features/notices/notice-texts';

const around = {
  organization: 'Two Hotels',
  recipient: 'Olga Owner',
  consoleUrl: 'https://desk.example',
  exportId: 7,
  importId: 5,
  requestId: 3,
  signInUrl: 'https://desk.example/sign-in/tl_x',
};

const change: AddressChange = {
  from: 'old@desk.example',
  to: 'new@desk.example',
  role: Role.MEMBER,
  by: 'OTHER',
};

describe('noticeTexts', () => {
  it('has the same content in text and HTML, and links to a page', () => {
    const { subject, text, html } = noticeTexts(
      NoticeKind.REQUEST_OPENED,
      { what: 'users (CSV)', who: 'Adam Admin', reason: 'For the newsletter' },
      around,
    );
    expect(subject).toBe('Adam Admin requests an export of users (CSV)');
    expect(text).toBe(`Hello Olga Owner,

Adam Admin requests an export of users (CSV) of Two Hotels from you.

Their reason: For the newsletter

Nothing is exported unless you approve it.

Open the request: https://desk.example/export-requests/3

Tallyport
`);
    expect(
      html
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ).toBe(text.replace(': https://desk.example/export-requests/3', '').replace(/\s+/g, ' ').trim());
    expect(html).toContain('<a href="https://desk.example/export-requests/3">Open the request</a>');
  });

  it('does not promise an export to a user who lost the permission', () => {
    const { text } = noticeTexts(
      NoticeKind.EXPORT_FAILED,
      { what: 'users (CSV)', reason: 'The user who requested this export may no longer have it.' },
      around,
    );
    expect(text).toContain('There is no file. Users with the required permissions can start it again on its page.');
  });

  it.each(Object.values(NoticeKind))('escapes names, leaves no gaps and has one link for %s', (kind) => {
    const bad = `<img src=x onerror="alert('1')"> & ${'x'.repeat(3000)}\r\nBcc: y`;
    const { subject, text, html } = noticeTexts(
      kind,
      { what: 'users (CSV)', who: bad, reason: bad, keptHours: 24, change: { ...change, to: bad } },
      { ...around, organization: bad, recipient: bad },
    );
    expect(
      html.replace(
        /<\/?(!doctype html|html( lang="en")?|body|p|br|a( href="https:\/\/desk\.example\/(exports\/7|imports\/5|export-requests\/3|settings\/(access|audit-log)|sign-in\/tl_x)")?)>/g,
        '',
      ),
    ).not.toMatch(/[<>"']/);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text.match(/https?:/g)).toHaveLength(1);
    expect(noticeTexts(kind, { what: 'users (CSV)', change }, around).text).not.toMatch(/undefined|null|NaN/);
  });
});

describe('the names in a mail', () => {
  const sent = (kind: NoticeKind, name: string, organization = 'Two Hotels') =>
    noticeTexts(kind, { what: 'users (CSV)', who: name, change }, { ...around, recipient: name, organization });

  it.each([
    'your account will be deleted today, open evil.example/sign-in now',
    'https://evil.example',
    'mail me@evil.example',
    'www.evil-login.example',
    'Security alert. Call +1 555 0100 now',
    'Anna\n\nYour account will be deleted',
    'Anna\u2028Your account',
    'x'.repeat(61),
  ])('are omitted if they could pass for a sentence or a link: %j', (name) => {
    for (const kind of Object.values(NoticeKind)) {
      const { recipientName, subject, text, html } = sent(kind, name, name);
      expect(recipientName).toBe('');
      expect(text).toMatch(/^Hello,\n/);
      for (const part of [subject, text, html]) expect(part).not.toContain(name.slice(0, 20));
    }
    expect(sent(NoticeKind.REQUEST_OPENED, name).subject).toBe('A user requests an export of users (CSV)');
    expect(sent(NoticeKind.SIGN_IN, name, name).text).toContain('signs you in to your account in your organization.');
  });

  it.each(['read https://evil.example/x', 'write to me@evil.example', 'see evil.example/x', 'x'.repeat(501)])(
    'are omitted as a reason that could pass for a link: %j',
    (reason) => {
      for (const kind of [NoticeKind.REQUEST_OPENED, NoticeKind.REQUEST_DECLINED])
        for (const language of ['en', 'de'] as const) {
          const { subject, text, html } = noticeTexts(kind, { what: 'users (CSV)', reason, language }, around);
          for (const part of [subject, text, html]) expect(part).not.toContain(reason.slice(-12));
          expect(text).toMatch(/\n(Its page shows the reason|Der Grund steht auf der Seite)\.\n/);
        }
    },
  );

  it('never add a paragraph as a reason', () => {
    const { text } = noticeTexts(
      NoticeKind.REQUEST_OPENED,
      { what: 'users (CSV)', reason: 'Tax\n\nYour account\u2028will be closed' },
      around,
    );
    expect(text).toContain('\n\nTheir reason: Tax Your account will be closed\n\n');
  });

  it('are as users wrote them otherwise', () => {
    for (const name of ['J. R. Smith', 'J.R. Smith', 'Dr. Ana Lima', 'Prof. Dr. Müller', 'Studio 2.0'])
      expect(sent(NoticeKind.REQUEST_OPENED, name).recipientName).toBe(name);
    const { recipientName, text } = sent(NoticeKind.REQUEST_OPENED, "Zoë O'Neill-Ørsted (front desk)");
    expect(recipientName).toBe("Zoë O'Neill-Ørsted (front desk)");
    expect(text).toContain("Zoë O'Neill-Ørsted (front desk) requests an export");
  });

  it('are never in a mail that anyone can request for any address', () => {
    const { recipientName, subject, text, html } = sent(NoticeKind.SIGN_IN, 'Anna');
    expect([recipientName, `${subject}${text}${html}`]).toEqual(['', expect.not.stringContaining('Anna')]);
    expect(text).toContain('This link signs you in to your account in Two Hotels. It works once');
  });
});

describe('a mail', () => {
  it('is in its language, to the last sentence', () => {
    const changes = (['SELF', 'OTHER', 'OPERATOR'] as const).flatMap((by) =>
      ['new@desk.example', null].map((to): AddressChange => ({ ...change, by, to })),
    );
    const what = { en: 'users (CSV)', de: 'Benutzer (CSV)' };
    const more = { what, reason: { en: 'Lost.', de: 'Verloren.' }, result: { en: '1 row', de: '1 Zeile' } };
    const { SIGN_IN, ADDRESS_CHANGED, ADDRESS_LIMIT_REACHED, ...others } = NoticeKind;
    for (const [kind, details] of [
      [SIGN_IN, { what: 'a sign-in link' }],
      [ADDRESS_LIMIT_REACHED, { what: 'many changed addresses' }],
      ...Object.values(others).flatMap((each) =>
        [{ what }, { ...more, keptHours: 1 }, { ...more, keptHours: 24 }].map((facts) => [each, facts] as const),
      ),
      ...changes.map((each) => [ADDRESS_CHANGED, { what: 'a changed address', change: each }] as const),
    ] as const)
      for (const name of ['Two Hotels', 'https://evil.example']) {
        const linesIn = (language: 'en' | 'de') => {
          const context = { ...around, organization: name, recipient: name };
          return noticeTexts(kind, { ...details, who: name, language }, context).text.split('\n\n');
        };
        const [english, german] = [linesIn('en'), linesIn('de')];
        expect(german).toHaveLength(english.length);
        expect(english.filter((line, index) => line === german[index])).toEqual(['Tallyport\n']);
      }
  });
});

describe('pauseAfter', () => {
  it('doubles from a second to an hour, or to four minutes while the server is unreachable', () => {
    expect([1, 2, 3, 12, 13, 1000].map((attempt) => pauseAfter(attempt, 'DEFERRED', 0))).toEqual([
      1000, 2000, 4000, 2_048_000, 3_600_000, 3_600_000,
    ]);
    expect([1, 8, 9, 1000].map((attempt) => pauseAfter(attempt, 'UNREACHABLE', 0))).toEqual([
      1000, 128_000, 240_000, 240_000,
    ]);
    expect(pauseAfter(1, 'DEFERRED', 1)).toBe(800);
  });
});
