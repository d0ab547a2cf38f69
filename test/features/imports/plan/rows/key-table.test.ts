import { KeyTable } from '../../../../../src/features/imports/plan/rows/key-table';

describe('KeyTable', () => {
  it('finds the line of each of many keys again, and no other', () => {
    const table = new KeyTable();
    const keys = Array.from({ length: 300_000 }, (_unused, index) => `user-${index}`);
    expect(keys.filter((key, index) => table.claim(key, index + 2) !== 0)).toEqual([]);
    expect(keys.filter((key, index) => table.claim(key, 1) !== index + 2)).toEqual([]);
  });

  it('distinguishes keys that differ in one place, in their order or in their length', () => {
    const table = new KeyTable();
    const keys = ['', 'a', 'aa', 'aaa', 'ab', 'ba', '\0', '\0\0', 'é', 'e\u0301', '1', '10', '01'];
    expect(keys.map((key, index) => table.claim(key, index + 1))).toEqual(keys.map(() => 0));
  });
});
