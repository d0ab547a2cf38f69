import { badInput } from '../../errors';
import { customColumns, termsColumns, userColumns } from './user-columns';
import type { UserColumn } from './column';

/** What of an organization decides which columns it has. */
export interface ColumnSettings {
  readonly customProperties: readonly { key: string; name: string }[];
  readonly customTermsEnabled: boolean;
}

/** Every column of a user that is known, with whether this organization has it. */
export const userCatalogue = ({ customProperties, customTermsEnabled }: ColumnSettings): { column: UserColumn; available: boolean }[] => [
  ...[...userColumns, ...customColumns(customProperties)].map((column) => ({ column, available: true })),
  ...termsColumns.map((column) => ({ column, available: customTermsEnabled })),
];

/** A template's columns for this organization, in their order. Refuses an unknown template, naming `input.template`. */
export function templateColumns(template: string, settings: ColumnSettings): UserColumn[] {
  if (template !== 'USER_SUMMARY') throw badInput('input.template', `There is no template ${JSON.stringify(template)}. There is: USER_SUMMARY.`);
  return userCatalogue(settings).flatMap(({ column, available }) => (available ? [column] : []));
}

/** The columns of these keys, in this order. Refuses what the organization does not have, and repeats, naming `input.columns`. */
export function chosenColumns(keys: readonly string[], settings: ColumnSettings): UserColumn[] {
  const byKey = new Map(userCatalogue(settings).map((entry) => [entry.column.key, entry]));
  if (keys.length === 0) throw badInput('input.columns', 'Name at least one column.');
  if (new Set(keys).size < keys.length) throw badInput('input.columns', 'A column is named twice.');
  return keys.map((key) => {
    const entry = byKey.get(key);
    if (!entry) throw badInput('input.columns', `There is no column ${JSON.stringify(key)}: \`exportColumns\` lists them.`);
    if (!entry.available) throw badInput('input.columns', `This organization has no column ${JSON.stringify(key)}: it has no terms of its own.`);
    return entry.column;
  });
}
