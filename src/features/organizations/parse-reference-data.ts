import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { checkAll } from '../../platform/graphql/input-errors';
import { identifier, notNull } from '../../platform/graphql/input-text';
import { maxItemNameLength, maxPosition, maxPropertyKeyLength } from './reference-kinds';

/** Input fields of an item. Only custom properties have a key. */
export interface ReferenceItemInput {
  readonly name?: string | null;
  readonly key?: string;
  readonly position?: number | null;
}

/** A valid new item, which gets a position when it is added. */
export interface ParsedItem {
  readonly name: string;
  readonly key?: string;
  readonly position?: number;
}

/**
 * Validates a new item from an input or from a row of a file.
 *
 * @throws BAD_USER_INPUT naming the invalid fields.
 */
export function parseNewItem(
  { name, key, position }: ReferenceItemInput & { readonly name: string },
  pathOf: (field: keyof ReferenceItemInput) => string,
): ParsedItem {
  return checkAll({
    name: () => identifier(pathOf('name'), name, maxItemNameLength),
    ...(key !== undefined && { key: () => validPropertyKey(pathOf('key'), key) }),
    ...(typeof position === 'number' && { position: () => validPosition(pathOf('position'), position) }),
  });
}

/** Validates the fields that an input changes. */
export function parseItemChanges(
  { name, position }: ReferenceItemInput,
  pathOf: (field: keyof ReferenceItemInput) => string,
): { name?: string; position?: number } {
  return checkAll({
    ...(name !== undefined && {
      name: () => identifier(pathOf('name'), notNull(pathOf('name'), name), maxItemNameLength),
    }),
    ...(position !== undefined && {
      position: () => validPosition(pathOf('position'), notNull(pathOf('position'), position)),
    }),
  });
}

function validPropertyKey(argument: string, key: string): string {
  const trimmed = key.trim();
  if (!/^[A-Za-z0-9_]+$/.test(trimmed) || trimmed.length > maxPropertyKeyLength)
    throw badInput(
      argument,
      `\`${argument}\` must consist of 1 to ${maxPropertyKeyLength} letters a to z, digits or \`_\`.`,
      because('PROPERTY_KEY', { max: maxPropertyKeyLength }),
    );
  return trimmed;
}

function validPosition(argument: string, position: number): number {
  if (position < 0 || position > maxPosition)
    throw badInput(
      argument,
      `\`${argument}\` must be between 0 and ${maxPosition}.`,
      because('POSITION_RANGE', { max: maxPosition }),
    );
  return position;
}
