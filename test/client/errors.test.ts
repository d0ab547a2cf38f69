type Errors = typeof import('../../src/client/errors.js', { with: { 'resolution-mode': 'import' } });
const { errorOf } = jest.requireActual<Errors>('../../src/client/errors');

describe('TallyportError', () => {
  const code = 'BAD_USER_INPUT';
  const reason = { reason: 'TOO_LONG', parameters: { max: 50 } };

  it('has the reason and its parameters, also in the list of wrong arguments that it makes of a single one', () => {
    const error = errorOf([{ message: 'Too long.', extensions: { code, argument: 'input.name', ...reason } }]);
    expect(error).toMatchObject({ code, argument: 'input.name', ...reason });
    expect(error.inputErrors).toEqual([{ argument: 'input.name', code, message: 'Too long.', ...reason }]);
  });

  it('has the list of wrong arguments as the server sends it', () => {
    const inputErrors = [{ argument: 'input.name', code, message: 'Too long.', ...reason }];
    const error = errorOf([{ message: 'Too long.', extensions: { code, argument: 'input.name', inputErrors } }]);
    expect(error.inputErrors).toEqual(inputErrors);
  });

  it('has no reason if the server sends none', () => {
    const error = errorOf([{ message: 'No.', extensions: { code, argument: 'id' } }]);
    expect(error).toMatchObject({ reason: null, parameters: {} });
    expect(error.inputErrors).toEqual([{ argument: 'id', code, message: 'No.' }]);
  });
});
