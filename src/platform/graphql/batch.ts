import { badInput, unknownId } from '../../errors';
import { idOf } from './ids';

const maxPerMutation = 500;

/**
 * The records of a mutation, in its single or bulk form, and the path of each in the arguments, like `input` or
 * `input.7`.
 */
export interface Batch<Item> {
  readonly items: readonly Item[];
  /** The argument that contains the records. */
  readonly argument: string;
  pathOf(index: number, field?: string): string;
}

const path = (...steps: (string | number | undefined)[]): string =>
  steps.filter((step) => step !== undefined).join('.');

export const one = <Item>(argument: string, item: Item): Batch<Item> => ({
  items: [item],
  argument,
  pathOf: (_index, field) => path(argument, field),
});

export const many = <Item>(argument: string, items: readonly Item[]): Batch<Item> => ({
  items,
  argument,
  pathOf: (index, field) => path(argument, index, field),
});

/** The ids of the records. */
export const idsOfBatch = ({ items, argument, pathOf }: Batch<{ id: string }>): Batch<string> => ({
  items: items.map(({ id }) => id),
  argument,
  pathOf: (index) => pathOf(index, 'id'),
});

export function checkSize({ items, argument }: Batch<unknown>): void {
  if (items.length < 1 || items.length > maxPerMutation)
    throw badInput(argument, `\`${argument}\` must have 1 to ${maxPerMutation} records, not ${items.length}.`);
}

/**
 * The ids of rows to be changed. An invalid id becomes 0, which no row has.
 *
 * @throws BAD_USER_INPUT for an id that appears twice.
 */
export function distinctIds({ items, pathOf }: Batch<string>): number[] {
  const ids = items.map(idOf);
  const twice = ids.findIndex((id, index) => id !== 0 && ids.indexOf(id) < index);
  if (twice >= 0) throw badInput(pathOf(twice), `The id ${JSON.stringify(items[twice])} appears more than once.`);
  return ids;
}

export const noSuchRow = (what: string, { items, pathOf }: Batch<string>, index: number): Error =>
  unknownId(what, items[index]!, pathOf(index));

/** The cost of a mutation: each record is written and then returned. */
export const batchComplexity = ({
  args,
  childComplexity,
}: {
  args: { input?: unknown; ids?: unknown };
  childComplexity: number;
}): number => {
  const items = args.input ?? args.ids;
  return 1 + (Array.isArray(items) ? Math.min(items.length, maxPerMutation) : 1) * (5 + childComplexity);
};
