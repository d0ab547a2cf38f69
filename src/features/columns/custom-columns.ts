import { fold } from '../../platform/text/fold';
import { columnDescription } from '../labels/labels';
import { optionalText } from './codecs';
import { ColumnType, type UserColumn } from './column';
import { accountLabels, managementLabels } from './template-labels';
import { fullExportUserColumns, termsColumns, userColumns } from './user-columns';

/**
 * One column for each custom property. A label that another column already has gets a number, so that all headers of a
 * file differ.
 */
export function customColumns(properties: readonly { key: string; name: string }[]): UserColumn[] {
  const fixedLabels = [
    ...[...userColumns, ...termsColumns, ...fullExportUserColumns].map(({ label }) => label),
    ...Object.values(accountLabels),
    ...Object.values(managementLabels),
  ];
  const usedLabels = new Set(fixedLabels.map((label) => fold(label)));
  // The next number for each name: with thousands of equal names, counting from 2 every time would be quadratic.
  const nextNumbers = new Map<string, number>();
  return properties.map(({ key, name }) => {
    let label = name;
    let number = nextNumbers.get(fold(name)) ?? 2;
    for (; usedLabels.has(fold(label)); number++) label = `${name} (${number})`;
    nextNumbers.set(fold(name), number);
    usedLabels.add(fold(label));
    return {
      key: `custom.${key}`,
      label,
      group: 'Custom properties',
      type: ColumnType.TEXT,
      description: columnDescription('customColumns', 'value'),
      importable: true,
      customProperty: key,
      source: { from: 'user', field: 'customValues', toCell: (stored) => customText(stored as string, key) },
      fromText: optionalText.fromText!,
    };
  });
}

// All custom columns of a row read the same JSON, one after the other, so the last parsed one is kept.
let lastStored = '{}';
let lastValues: Readonly<Record<string, unknown>> = {};
function customText(stored: string, key: string): string | null {
  if (stored !== lastStored) {
    lastValues = JSON.parse(stored) as Record<string, unknown>;
    lastStored = stored;
  }
  const value = Object.hasOwn(lastValues, key) ? lastValues[key] : null;
  // Any other JSON value must not reach a format: exceljs writes an object as a live formula.
  return typeof value === 'string' || value === null ? value : JSON.stringify(value);
}
