import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { type DecimalSeparator, decimalSigns, plainNumber } from '../../platform/files/csv-dialect';
import { quoted } from '../../platform/text/quoted';
import { decimalOf, minorUnitsOf } from '../invoices/money';
import type { EnumLabelTable } from '../labels/label-tables';
import { plansWithIds } from '../organizations/organization.repository';
import { type CellContext, ColumnType, type FromText, type ToCell } from './column';
import { joinValues, splitValues } from './multi-value';
import { parseStart } from './parse-start';
import { enumReader, readTruth } from './words';

/** The type of a column's values, their conversion to cells and, for columns that can be read, back from texts. */
export interface Codec {
  readonly type: ColumnType;
  readonly multiValue?: true;
  /** The enum of the schema that has the values. */
  readonly enumName?: keyof EnumLabelTable;
  readonly toCell: ToCell;
  readonly fromText?: FromText;
}

/** The parts of a codec that describe the cells of its column. */
export const cellsOf = ({ type, multiValue, enumName }: Codec) => ({
  type,
  enumName,
  ...(multiValue && { multiValue }),
});

const { TEXT, DATE, INSTANT, BOOLEAN, INTEGER, MONEY } = ColumnType;

/** Formats may copy the stored bytes of columns that use this function. */
export const asText: ToCell = (stored) => stored;

/** A text that may be empty. */
export const optionalText: Codec = { type: TEXT, toCell: asText, fromText: (text) => text || null };

/** A text that identifies a record, such as a username or an invoice number. The mutation refuses an empty one. */
export const identifyingText: Codec = { type: TEXT, toCell: asText, fromText: (text) => text };

/** One of the values of an enum. */
export function oneOf(enumName: keyof EnumLabelTable, values: readonly string[]): Codec {
  const read = enumReader(enumName);
  return {
    type: TEXT,
    enumName,
    toCell: asText,
    fromText(text, { isLenient }, argument) {
      const value = isLenient ? read(text) : text;
      if (value === undefined || !values.includes(value))
        throw badInput(
          argument,
          `${quoted(text)} is not one of ${values.join(', ')}. Write one of these.`,
          because('NOT_ONE_OF', { value: text, values }),
        );
      return value;
    },
  };
}

export const boolean: Codec = {
  type: BOOLEAN,
  toCell: (stored) => (stored === null ? null : stored !== 0),
  fromText(text, { isLenient }, argument) {
    if (text === '') return null;
    const value = readTruth(text);
    if (value === undefined || (!isLenient && text !== String(value))) {
      const values = ['true', 'false', ...(isLenient ? ['yes', 'no', '1', '0'] : [])];
      throw badInput(
        argument,
        `${quoted(text)} is not one of ${values.join(', ')}. Write one of these.`,
        because('NOT_ONE_OF', { value: text, values }),
      );
    }
    return value;
  },
};

export const instant: Codec = {
  type: INSTANT,
  toCell: (stored, { calendar }) => (stored === null ? null : calendar.instantOf(stored as number)),
  fromText: parseStart,
};

/** An instant of which a file shows only the date. */
export const dateOfInstant: Codec = {
  type: DATE,
  toCell: (stored, { calendar }) => (stored === null ? null : calendar.dateOf(stored as number)),
  fromText: parseStart,
};

export const list: Codec = {
  type: TEXT,
  multiValue: true,
  toCell: memoized((stored) => joinValues(JSON.parse(stored) as string[])),
  fromText: (text, _context, argument) => parseList(text, argument),
};

/** Ids of plans, shown as a list of their names. */
export const plans: Codec = {
  type: TEXT,
  multiValue: true,
  toCell: memoized((stored, { directory }) => joinValues(plansWithIds(directory, JSON.parse(stored) as number[]))),
  fromText: (text, context, argument) =>
    parseList(text, argument).map((name) => String(context.resolveItemId('plan', name, argument))),
};

/** The id of a team or null, shown as the name. */
export const team: Codec = {
  type: TEXT,
  toCell: (stored, { directory }) => (stored === null ? null : (directory.teams.get(stored as number) ?? null)),
  fromText: (text, context, argument) => (text === '' ? null : String(context.resolveItemId('team', text, argument))),
};

const locationName: ToCell = (stored, { directory }) =>
  stored === null ? null : (directory.locations.get(stored as number) ?? null);

/** The id of a location, shown as the name. */
export const location: Codec = {
  type: TEXT,
  toCell: locationName,
  fromText: (text, context, argument) => String(context.resolveItemId('location', text, argument)),
};

/** The id of a location or null, shown as the name. */
export const optionalLocation: Codec = {
  ...location,
  fromText: (text, context, argument) => (text === '' ? null : location.fromText!(text, context, argument)),
};

/** The id of a location or null, shown as a list with one name. */
export const locationList: Codec = {
  type: TEXT,
  multiValue: true,
  toCell(stored, context) {
    const name = locationName(stored, context);
    return name === null ? null : joinValues([name as string]);
  },
  fromText(text, context, argument) {
    const [name, ...others] = parseList(text, argument);
    if (others.length > 0)
      throw badInput(
        argument,
        'The cell names more than one location. Write `\\|` for a `|` in a name.',
        because('SEVERAL_LOCATIONS'),
      );
    return name === undefined ? null : String(context.resolveItemId('location', name, argument));
  },
};

/** Minor units of the organization's currency, shown in major units. */
export const amount: Codec = {
  type: MONEY,
  toCell: (minorUnits, { decimals }) => decimalOf(BigInt(minorUnits!), decimals),
  fromText(text, { decimals, decimalSeparator, isLenient }, argument) {
    const plain = isLenient
      ? (plainNumber(text.trim(), decimalSeparator) ?? withPoint(text.trim()))
      : plainNumber(text, decimalSeparator);
    const minorUnits = plain === null ? null : minorUnitsOf(plain, decimals);
    if (minorUnits === null) {
      const example = exampleOf(decimals, decimalSeparator);
      throw badInput(
        argument,
        `${quoted(text)} is not an amount with at most ${decimals} decimals, separated by a ${decimalSeparator.toLowerCase()}. Write it like ${example}.`,
        because('NOT_AN_AMOUNT', { value: text, decimals, example }),
      );
    }
    return minorUnits;
  },
};

const exampleOf = (decimals: number, separator: DecimalSeparator): string =>
  decimals === 0 ? '1234' : `1234${decimalSigns[separator]}${'5'.padEnd(decimals, '0')}`;

/** A number with a point, in a file with decimal commas. Null where the point may group thousands. */
const withPoint = (text: string): string | null => (/\.\d{3}(?!\d)|,/.test(text) ? null : text);

/** The organization's currency, whatever is stored. */
export const currency: Codec = {
  type: TEXT,
  toCell: (_stored, context) => context.currency,
  fromText(text, context, argument) {
    if ((context.isLenient ? text.trim().toUpperCase() : text) !== context.currency)
      throw badInput(
        argument,
        `The currency of the organization is ${context.currency}, not ${quoted(text)}. Write ${context.currency}, with the amount in it.`,
        because('OTHER_CURRENCY', { value: text, currency: context.currency }),
      );
    return context.currency;
  },
};

/** The record's own id, as text: spreadsheets must not calculate with it. */
export const id: Codec = { type: TEXT, toCell: String };

/** The id of another record, or null. */
export const foreignId: Codec = { type: TEXT, toCell: (stored) => (stored === null ? null : String(stored)) };

/** Ids of other records. Digits need no escaping. */
export const foreignIds: Codec = {
  type: TEXT,
  multiValue: true,
  toCell: memoized((stored) => (JSON.parse(stored) as number[]).join('|')),
};

export const integer: Codec = { type: INTEGER, toCell: asText };

function parseList(text: string, argument: string): string[] {
  const values = splitValues(text);
  if (!values)
    throw badInput(
      argument,
      'The text has a single backslash. Write `\\|` for a `|`, and `\\\\` for a backslash.',
      because('SINGLE_BACKSLASH'),
    );
  return values;
}

/**
 * Converts JSON lists to cells. Most rows repeat one of a few lists, so the cells are cached. The cache is per context,
 * because the names in the cells belong to one organization.
 */
function memoized(join: (stored: string, context: CellContext) => string): ToCell {
  const cellsByContext = new WeakMap<CellContext, Map<string, string>>();
  return (stored, context) => {
    if (stored === '[]' || stored === null) return null;
    let cells = cellsByContext.get(context);
    if (!cells || cells.size === 1000) cellsByContext.set(context, (cells = new Map()));
    let cell = cells.get(stored as string);
    if (cell === undefined) cells.set(stored as string, (cell = join(stored as string, context)));
    return cell;
  };
}
