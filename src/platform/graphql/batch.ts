import { badInput, notFound } from '../../errors';
import { idOf } from './ids';

export const maxPerMutation = 500;

/**
 * The records of one mutation, of its single form or of its bulk form, and how the client named each: `input`,
 * `input.7`.
 */
export interface Batch<Item> {
  readonly items: readonly Item[];
  /** The argument that holds them all. */
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

/** The field `id` of each. */
export const idsOfBatch = ({ items, argument, pathOf }: Batch<{ id: string }>): Batch<string> => ({
  items: items.map(({ id }) => id),
  argument,
  pathOf: (index) => pathOf(index, 'id'),
});

export function checkSize({ items, argument }: Batch<unknown>): void {
  if (items.length < 1 || items.length > maxPerMutation)
    throw badInput(argument, `\`${argument}\` must have 1 to ${maxPerMutation} records; these are ${items.length}.`);
}

/** The ids of rows to be changed, each once. What is no id at all becomes 0, which no row has. */
export function distinctIds({ items, pathOf }: Batch<string>): number[] {
  const ids = items.map(idOf);
  const twice = ids.findIndex((id, index) => id !== 0 && ids.indexOf(id) < index);
  if (twice >= 0) throw badInput(pathOf(twice), `The id ${JSON.stringify(items[twice])} appears more than once.`);
  return ids;
}

export const noSuchRow = (what: string, { items, pathOf }: Batch<string>, index: number): Error =>
  notFound(`${what}: ${JSON.stringify(items[index])}`, pathOf(index));

/** The price of a mutation of many: each is written and then shown. */
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
