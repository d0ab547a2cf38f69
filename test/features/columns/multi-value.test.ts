import fc from 'fast-check';
import { joinValues } from '../../../src/features/columns/multi-value';

/** The grammar read the plain way: a backslash makes the next character literal, a bare bar ends a value. */
function valuesOf(cell: string): string[] {
  const values: string[] = [];
  let value = '';
  for (let index = 0; index < cell.length; index++) {
    if (cell[index] === '\\') value += cell.charAt(++index);
    else if (cell[index] !== '|') value += cell.charAt(index);
    else {
      values.push(value);
      value = '';
    }
  }
  return [...values, value];
}

describe('joinValues', () => {
  it.each([
    [['Main', 'HQ'], 'Main|HQ'],
    [['Main|HQ'], 'Main\\|HQ'],
    [['a\\b'], 'a\\\\b'],
    [['\\|'], '\\\\\\|'],
    [['ends with \\', 'next'], 'ends with \\\\|next'],
    [['', 'x', ''], '|x|'],
    [['one'], 'one'],
    [[], ''],
  ])('writes %j as %j', (values, cell) => expect(joinValues(values)).toBe(cell));

  it('loses no value', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('\\', '|', 'a', ' ') }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => expect(valuesOf(joinValues(values))).toEqual(values)),
      { numRuns: 2000 },
    );
  });
});
