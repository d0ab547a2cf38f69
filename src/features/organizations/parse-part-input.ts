import { badInput } from '../../errors';
import { identifier, notNull } from '../../platform/graphql/input-text';
import { maxPartNameLength, maxPropertyKeyLength } from './part-kinds';
import type { NewPart } from './part-writes';

/** What an input says of a part; key and position of custom properties only. */
export interface PartFields {
  readonly name?: string | null;
  readonly key?: string;
  readonly position?: number | null;
}

const maxPosition = 1_000_000;

/** What an input or a row of a file says of a new part, as it is stored. BAD_USER_INPUT names the first wrong field. */
export function givenPart(
  { name, key, position }: PartFields & { readonly name: string },
  pathOf: (field: keyof PartFields) => string,
): NewPart {
  return {
    name: identifier(pathOf('name'), name, maxPartNameLength),
    ...(key !== undefined && { key: propertyKey(pathOf('key'), key) }),
    ...(typeof position === 'number' && { position: checkedPosition(pathOf('position'), position) }),
  };
}

/** What an input changes of a part. */
export function givenChanges(
  { name, position }: PartFields,
  pathOf: (field: keyof PartFields) => string,
): { name?: string; position?: number } {
  return {
    ...(name !== undefined && { name: identifier(pathOf('name'), notNull(pathOf('name'), name), maxPartNameLength) }),
    ...(position !== undefined && {
      position: checkedPosition(pathOf('position'), notNull(pathOf('position'), position)),
    }),
  };
}

function propertyKey(argument: string, key: string): string {
  const trimmed = key.trim();
  if (!/^[A-Za-z0-9_]+$/.test(trimmed) || trimmed.length > maxPropertyKeyLength)
    throw badInput(argument, `\`${argument}\` must have 1 to ${maxPropertyKeyLength} letters a to z, digits or \`_\`.`);
  return trimmed;
}

function checkedPosition(argument: string, position: number): number {
  if (position < 0 || position > maxPosition) throw badInput(argument, `\`${argument}\` must be 0 to ${maxPosition}.`);
  return position;
}
