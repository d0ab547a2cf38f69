import { listedErrors } from '../../../../../src/features/imports/plan/rows/row-errors';

describe('listedErrors', () => {
  const errorsOf = (count: number, code = 'INVALID_VALUE') =>
    Array.from({ length: count }, (_, columnIndex) => ({ row: 1, line: 2, columnIndex, code, message: 'Wrong.' }));

  it('lists all errors of a row that has few', () => {
    expect(listedErrors(errorsOf(20))).toEqual(errorsOf(20));
  });

  it('counts the errors that it omits', () => {
    const listed = listedErrors(errorsOf(21));
    expect(listed).toHaveLength(21);
    expect(listed[20]).toMatchObject({
      row: 1,
      line: 2,
      code: 'MORE_ERRORS',
      message: expect.stringContaining('1 more error.'),
    });
    expect(listed[20]).not.toHaveProperty('columnIndex');
  });

  // Their cells are marked in the error file, so that importing it does not overwrite the records.
  it('lists all texts that a workbook cannot hold', () => {
    const errors = [...errorsOf(30), ...errorsOf(40, 'NOT_IN_WORKBOOK')];
    const codes = listedErrors(errors).map(({ code }) => code);
    expect(codes.filter((code) => code === 'NOT_IN_WORKBOOK')).toHaveLength(40);
    expect(codes.filter((code) => code === 'INVALID_VALUE')).toHaveLength(20);
  });
});
