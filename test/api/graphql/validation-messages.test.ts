import '../../../src/features';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

interface Validation {
  readonly type: string;
  readonly propertyName: string;
  readonly message?: unknown;
}

// GraphQL itself refuses a value that is no object, so that the message of a nested object is never sent.
const isSilent = ({ type }: Validation): boolean =>
  [ValidationTypes.CONDITIONAL_VALIDATION, ValidationTypes.NESTED_VALIDATION].includes(type);

describe('the validators of inputs', () => {
  it('have messages of their own, which quote the argument', () => {
    const { validationMetadatas } = getMetadataStorage() as unknown as {
      validationMetadatas: ReadonlyMap<unknown, readonly Validation[]>;
    };
    const validations = [...validationMetadatas.values()].flat().filter((validation) => !isSilent(validation));
    expect(validations.map(({ propertyName }) => propertyName)).toEqual(expect.arrayContaining(['first', 'groupBy']));
    const isQuoted = ({ propertyName, message }: Validation): boolean =>
      typeof message === 'string' && (message.includes('`$property`') || message.includes(`\`${propertyName}\``));
    expect(validations.filter((validation) => !isQuoted(validation))).toEqual([]);
  });
});
