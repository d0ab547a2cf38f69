import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { parseEach } from '../../../platform/graphql/input-errors';
import { identifier } from '../../../platform/graphql/input-text';
import type { RowDataset } from '../../exports/datasets';
import { parseNewItem } from '../../organizations/parse-reference-data';
import type { HeaderMapping } from '../record/import-contents';
import { type ColumnMappingInput, maxMappingNameLength } from './start-import.inputs';

/** The name of a saved mapping as it is stored, or null. @throws BAD_USER_INPUT if it is blank or invisible. */
export const mappingNameOf = (argument: string, name: string | null | undefined): string | null =>
  name === null || name === undefined ? null : identifier(argument, name, maxMappingNameLength);

/** The decisions about headers as they are stored. @throws BAD_USER_INPUT for a new custom property that cannot be. */
export function decisionsOf(
  mapping: readonly ColumnMappingInput[],
  argument: string,
  dataset: RowDataset,
): HeaderMapping[] {
  const decisions = parseEach(mapping, ({ header, column, newCustomProperty }, index) => {
    const place = `${argument}.${index}.newCustomProperty`;
    if (newCustomProperty && (column || dataset !== 'USERS'))
      throw badInput(
        place,
        column
          ? '`newCustomProperty` must not be given together with `column`.'
          : 'Only an import of USERS can create custom properties.',
        column ? because('HEADER_OVERDETERMINED', { header }) : because('PROPERTIES_OF_USERS'),
      );
    const isNew = newCustomProperty !== undefined && newCustomProperty !== null;
    const name = isNew ? parseNewItem({ name: newCustomProperty }, () => place).name : null;
    return { header, column: column ?? null, newCustomProperty: name };
  });
  assertKeepable(decisions, argument);
  return decisions;
}

/** In bytes of JSON. Every list of saved mappings, and every check of a file, reads decisions whole. */
const maxDecisionBytes = 256 * 1024;

/** @throws BAD_USER_INPUT if the decisions are too large to be kept. */
export function assertKeepable(decisions: readonly HeaderMapping[], argument: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(decisions));
  if (bytes > maxDecisionBytes)
    throw badInput(
      argument,
      `The decisions about headers have ${bytes} bytes as JSON; the maximum is ${maxDecisionBytes}. Shorten the headers of the file, or remove columns that are ignored.`,
      because('MAPPING_TOO_LARGE', { maxBytes: maxDecisionBytes }),
    );
}
