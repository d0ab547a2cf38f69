import { because, causeOf } from '../../../../error-reasons';
import { AppError } from '../../../../errors';
import { NewItems } from '../../../organizations/new-items';
import { parseNewItem } from '../../../organizations/parse-reference-data';
import type { CustomProperty } from '../../../organizations/reference-data.entity';
import { customPropertyKind, itemNameKey } from '../../../organizations/reference-kinds';
import type { KnownColumns } from '../../mapping/known-columns';
import type { HeaderProblem } from '../../mapping/map-headers';

const maxKeyLength = 40;

interface MappedHeader {
  readonly header: string;
  readonly newCustomProperty: string | null;
}

interface PlannedProperties {
  /** By place in the file: the key of the new property, or null for none. */
  readonly keys: readonly (string | null)[];
  /** The headers whose property cannot be created. */
  readonly problems: readonly HeaderProblem[];
}

/**
 * Makes a key for each new custom property of a file from its name. The properties follow the rules of
 * `createCustomProperty`. In addition, none may have the name of a column, whose values the header probably has.
 */
export function planProperties(
  headers: readonly MappedHeader[],
  existing: readonly CustomProperty[],
  known: KnownColumns,
): PlannedProperties {
  const added = new NewItems(customPropertyKind, existing);
  const usedKeys = new Set(existing.map(({ key }) => key.toLowerCase()));
  const problems: HeaderProblem[] = [];
  const keys = headers.map(({ header, newCustomProperty: name }) => {
    if (name === null) return null;
    const key = unusedKey(name, usedKeys);
    const column = columnNamed(name, existing, known);
    const refusal = column ? null : refusalOf(() => added.add(newProperty(name, key), 'name', pathOf));
    if (!column && !refusal) return key;
    const [quotedHeader, quotedName] = [JSON.stringify(header), JSON.stringify(name)];
    const why = column
      ? `That is the name of the column ${JSON.stringify(column)}. Map the header to it, or choose another name.`
      : refusal!.message;
    problems.push({
      header,
      message: `The header ${quotedHeader} cannot become a new custom property ${quotedName}. ${why}`,
      reason: column
        ? because('HEADER_IS_COLUMN', { header, name, column })
        : because('HEADER_NO_PROPERTY', { ...causeOf(refusal!.details), header, name }),
    });
    return null;
  });
  return { keys, problems };
}

/** A valid item. @throws BAD_USER_INPUT */
export const newProperty = (name: string, key: string) => parseNewItem({ name, key }, pathOf);

/** Returns the AppError that the function throws, or null. */
export function refusalOf(check: () => unknown): AppError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

const pathOf = (field: string): string => field;

/** The key of the column that has the name. */
function columnNamed(name: string, existing: readonly CustomProperty[], known: KnownColumns): string | null {
  const property = existing.find((other) => itemNameKey(other.name) === itemNameKey(name.trim()));
  if (property?.archivedAt) return null;
  return property ? `custom.${property.key}` : (known.find(name)?.key ?? null);
}

function unusedKey(name: string, used: Set<string>): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const base =
    letters
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, maxKeyLength) || 'property';
  let key = base;
  for (let number = 2; used.has(key); number++) key = `${base}_${number}`;
  used.add(key);
  return key;
}
