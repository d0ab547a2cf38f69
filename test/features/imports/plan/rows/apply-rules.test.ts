import { because } from '../../../../../src/error-reasons';
import { badInput } from '../../../../../src/errors';
import type { PendingCell } from '../../../../../src/features/imports/plan/cells/pending-cells';
import { applyRules } from '../../../../../src/features/imports/plan/rows/apply-rules';
import type { FieldValues } from '../../../../../src/features/imports/plan/targets/target';
import type { SourceRecord } from '../../../../../src/features/imports/reading/source';
import type { FailedRow } from '../../../../../src/features/imports/record/import-contents';

describe('applyRules', () => {
  const row = { row: 1, line: 2, cells: [] } as unknown as SourceRecord;
  const cellOf = (index: number): PendingCell =>
    ({
      file: { index, header: `Field ${index}`, column: { key: `custom.${index}`, customProperty: `${index}` } },
      value: index % 2 === 0 ? 'right' : 'wrong',
      oldText: '',
    }) as unknown as PendingCell;

  it('applies each custom value once by itself, however many are refused', () => {
    const cells = Array.from({ length: 200 }, (_unused, index) => cellOf(index));
    let applied = 0;
    const apply = (input: FieldValues): FieldValues => {
      applied++;
      const values = (input as { customValues?: { key: string; value: string }[] }).customValues ?? [];
      const wrong = values.find(({ value }) => value === 'wrong');
      if (wrong) throw badInput('customValues', `${wrong.key} is wrong.`, because('VALUE_BLANK'));
      return input;
    };
    const errors: FailedRow[] = [];
    expect(applyRules(row, cells, errors, apply)).toBeNull();
    expect(errors.map(({ message }) => message)).toEqual(
      cells.flatMap(({ value }, index) => (value === 'wrong' ? [`${index} is wrong.`] : [])),
    );
    expect(applied).toBe(cells.length + 2);
  });
});
