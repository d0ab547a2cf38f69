import fc from 'fast-check';
import { csvOf } from '../../src/console/explorer/csv';
import { joinValues } from '../../src/features/columns/multi-value';
import { cellQuoter, guarded } from '../../src/platform/files/csv-dialect';
import { naughtyStrings } from '../support/data/naughty-strings';

/** The only cell of a file, as the console writes it. */
const cellOf = (cell: string | readonly string[]): string =>
  csvOf(['a'], [[cell]]).slice('\uFEFFa\r\n'.length, -'\r\n'.length);
const quoted = cellQuoter(',');
/** The same by the rules of the server. */
const expectedCell = (text: string): string => quoted(guarded(text)) || '""';
const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

// The console may not import the rule of the server.
describe('a CSV file of the explorer', () => {
  const starts = ["'", ' ', '\t', '\r', '\n', '\0', '\u00a0', '\u200b', '\u2060', ...'=+-@', ...'＝＋－＠', '0', 'a'];

  it('guards the same texts as an export', () => {
    for (const text of naughtyStrings) if (!isNumber(text)) expect(cellOf(text)).toBe(expectedCell(text));
    const text = fc.array(fc.constantFrom(...starts, '"', ',', ';'), { maxLength: 5 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (any) => {
        fc.pre(!isNumber(any));
        expect(cellOf(any)).toBe(expectedCell(any));
      }),
      { numRuns: 5000 },
    );
  });

  it('leaves numbers as they are, also those that the API sends as texts', () => {
    for (const number of ['-5', '-0.50', '17', '00.1']) expect(cellOf(number)).toBe(number);
    expect(csvOf(['a', 'b'], [[-5, null]])).toBe('\uFEFFa,b\r\n-5,\r\n');
  });

  it('guards a name that could be a number, among other names', () => {
    expect(
      csvOf(
        ['a', 'b'],
        [
          ['-5', '-5'],
          ['Main', null],
        ],
      ),
    ).toBe("\uFEFFa,b\r\n'-5,-5\r\nMain,\r\n");
  });

  it('joins lists as an export does', () => {
    const text = fc
      .array(fc.constantFrom('|', '\\', '"', ',', '=', 'a'), { maxLength: 5 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (values) => {
        expect(cellOf(values)).toBe(expectedCell(joinValues(values)));
      }),
    );
  });

  it('has no blank line for a row of one empty cell', () => {
    expect(csvOf(['a'], [[null], ['b']])).toBe('\uFEFFa\r\n""\r\nb\r\n');
  });
});
