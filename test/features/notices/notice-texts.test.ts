import { NoticeKind } from '../../../src/features/notices/notice';
import { pauseAfter } from '../../../src/features/notices/notice-sender';
import { noticeTexts } from '../../../src/features/notices/notice-texts';

const around = {
  organization: 'Two Hotels',
  recipient: 'Olga Owner',
  consoleUrl: 'https://desk.example',
  exportId: 7,
  requestId: 3,
};

describe('what a mail says', () => {
  it('is the same in text and in HTML, and links to a page', () => {
    const { subject, text, html } = noticeTexts(
      NoticeKind.REQUEST_OPENED,
      { what: 'users (CSV)', who: 'Adam Admin', reason: 'For the\nnewsletter' },
      around,
    );
    expect(subject).toBe('Adam Admin asks for an export of users (CSV)');
    expect(text).toBe(`Hello Olga Owner,

Adam Admin asks you for an export of users (CSV) of Two Hotels.

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

  it('promises nobody an export that they may not have any more', () => {
    const { text } = noticeTexts(
      NoticeKind.EXPORT_FAILED,
      { what: 'users (CSV)', reason: 'The person who asked for this export may not have it any more.' },
      around,
    );
    expect(text).toContain('There is no file. Whoever may still have it can start it again on its page.');
  });

  it.each(Object.values(NoticeKind))('of %s has no names that are HTML, no empty words and one link', (kind) => {
    const bad = `<img src=x onerror="alert('1')"> & ${'x'.repeat(3000)}\r\nBcc: y`;
    const { subject, text, html } = noticeTexts(
      kind,
      { what: 'users (CSV)', who: bad, reason: bad, keptHours: 24 },
      { ...around, organization: bad, recipient: bad },
    );
    expect(
      html.replace(
        /<\/?(!doctype html|html|body|p|br|a( href="https:\/\/desk\.example\/(exports\/7|export-requests\/3)")?)>/g,
        '',
      ),
    ).not.toMatch(/[<>"']/);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text.match(/https?:/g)).toHaveLength(1);
    expect(noticeTexts(kind, { what: 'users (CSV)' }, around).text).not.toMatch(/undefined|null|NaN/);
  });
});

describe('the pause before a mail is tried again', () => {
  it('doubles from a second up to an hour, or up to four minutes while nothing gets through', () => {
    expect([1, 2, 3, 12, 13, 1000].map((attempt) => pauseAfter(attempt, 'DEFERRED', 0))).toEqual([
      1000, 2000, 4000, 2_048_000, 3_600_000, 3_600_000,
    ]);
    expect([1, 8, 9, 1000].map((attempt) => pauseAfter(attempt, 'UNREACHABLE', 0))).toEqual([
      1000, 128_000, 240_000, 240_000,
    ]);
    expect(pauseAfter(1, 'DEFERRED', 1)).toBe(800);
  });
});
