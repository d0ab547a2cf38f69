import { harmlessFileName } from '../../../src/features/notices/harmless-texts';

describe('the name of a file in a mail', () => {
  it.each(['members.csv', 'Members 2026-11 (1).xlsx', 'Ergebnis_März.TSV', 'members'])('is shown: %j', (name) => {
    expect(harmlessFileName(name)).toBe(name);
  });

  it.each([
    'q3.csv) was refused. Your account will be closed today: confirm it at https://evil.test/c',
    'x) is refused (y.csv',
    'evil.com',
    'evil.zip',
    'evil.com.csv',
    '.csv',
    `${'x'.repeat(61)}.csv`,
    'a\nb.csv',
  ])('is omitted if it could pass for a part of the mail: %j', (name) => {
    expect(harmlessFileName(name)).toBeNull();
  });
});
