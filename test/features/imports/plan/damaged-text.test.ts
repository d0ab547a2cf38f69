import { spreadsheetChange } from '../../../../src/features/imports/plan/damaged-text';

describe('spreadsheetChange', () => {
  it.each([
    ['002', '2', 'leading zeros'],
    ['00', '0', 'leading zeros'],
    ['1e10', '10000000000', 'notation of a number'],
    ['1.50', '1.5', 'notation of a number'],
    ['007,10', '7,1', 'notation of a number'],
    ['+4912345', '4912345', 'notation of a number'],
    ['12345678901234567890', '12345678901234600000', 'notation of a number'],
    ['1/2', '01/02/2026', 'a date'],
    ['3-4', '2026-03-04', 'a date'],
    ['1.2.', '01.02.2026', 'a date'],
    ['MAR1', '1-Mar', 'a date'],
    ['1:30', '01:30:00', 'a time'],
    ['true', 'TRUE', 'truth value'],
    ['x'.repeat(32_768), 'x'.repeat(32_767), 'cut the text'],
    ['a\u0007b', 'ab', 'control characters'],
  ])('recognizes %j that became %j', (oldText, newText, reason) => {
    expect(spreadsheetChange(oldText, newText)).toContain(reason);
  });

  it.each([
    ['2', '002'],
    ['002', '3'],
    ['', '1/2'],
    ['Faro', 'FARO'],
    ['1/2', '3'],
    ['12', '13'],
    ['1e400', '1e401'],
    ['Suite 12', 'Porto'],
  ])('accepts that %j became %j', (oldText, newText) => {
    expect(spreadsheetChange(oldText, newText)).toBeNull();
  });
});
