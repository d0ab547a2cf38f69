import { badInput } from '../../errors';
import { identifier, notNull } from '../../platform/graphql/input-text';
import type { NewReferenceItem } from './reference-data-writes';
import { maxItemNameLength, maxPropertyKeyLength } from './reference-kinds';

/** What an input says of a part; key and position of custom properties only. */
export interface ReferenceItemInput {
  readonly name?: string | null;
  readonly key?: string;
  readonly position?: number | null;
}

const maxPosition = 1_000_000;

/** What an input or a row of a file says of a new part, as it is stored. BAD_USER_INPUT names the first wrong field. */
export function parseNewItem(
  { name, key, position }: ReferenceItemInput & { readonly name: string },
  pathOf: (field: keyof ReferenceItemInput) => string,
): NewReferenceItem {
  return {
    name: identifier(pathOf('name'), name, maxItemNameLength),
    ...(key !== undefined && { key: validPropertyKey(pathOf('key'), key) }),
    ...(typeof position === 'number' && { position: validPosition(pathOf('position'), position) }),
  };
}

/** What an input changes of a part. */
export function parseItemChanges(
  { name, position }: ReferenceItemInput,
  pathOf: (field: keyof ReferenceItemInput) => string,
): { name?: string; position?: number } {
  return {
    ...(name !== undefined && { name: identifier(pathOf('name'), notNull(pathOf('name'), name), maxItemNameLength) }),
    ...(position !== undefined && {
      position: validPosition(pathOf('position'), notNull(pathOf('position'), position)),
    }),
  };
}

function validPropertyKey(argument: string, key: string): string {
  const trimmed = key.trim();
  if (!/^[A-Za-z0-9_]+$/.test(trimmed) || trimmed.length > maxPropertyKeyLength)
    throw badInput(argument, `\`${argument}\` must have 1 to ${maxPropertyKeyLength} letters a to z, digits or \`_\`.`);
  return trimmed;
}

function validPosition(argument: string, position: number): number {
  if (position < 0 || position > maxPosition) throw badInput(argument, `\`${argument}\` must be 0 to ${maxPosition}.`);
  return position;
}
