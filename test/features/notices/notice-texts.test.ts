import { NoticeKind } from '../../../src/features/notices/notice';
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

describe('noticeTexts', () => {
  it('has the same content in text and HTML, and links to a page', () => {
    const { subject, text, html } = noticeTexts(
      NoticeKind.REQUEST_OPENED,
      { what: 'users (CSV)', who: 'Adam Admin', reason: 'For the\nnewsletter' },
      around,
    );
    expect(subject).toBe('Adam Admin requests an export of users (CSV)');
    expect(text).toBe(`Hello Olga Owner,

Adam Admin requests an export of users (CSV) of Two Hotels from you.

Their reason: For the
newsletter

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
      { what: 'users (CSV)', who: bad, reason: bad, keptHours: 24 },
      { ...around, organization: bad, recipient: bad },
    );
    expect(
      html.replace(
        /<\/?(!doctype html|html|body|p|br|a( href="https:\/\/desk\.example\/(exports\/7|imports\/5|export-requests\/3|sign-in\/tl_x)")?)>/g,
        '',
      ),
    ).not.toMatch(/[<>"']/);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text.match(/https?:/g)).toHaveLength(1);
    expect(noticeTexts(kind, { what: 'users (CSV)' }, around).text).not.toMatch(/undefined|null|NaN/);
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
