import { because } from '../../error-reasons';
import { badInput, unknownId } from '../../errors';
import { idOf } from './ids';
import { parseEach } from './input-errors';

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
    throw badInput(
      argument,
      `\`${argument}\` must have 1 to ${maxPerMutation} records, not ${items.length}.`,
      because('RECORD_COUNT', { max: maxPerMutation }),
    );
}

/**
 * The ids of rows to be changed. An invalid id becomes 0, which no row has.
 *
 * @throws BAD_USER_INPUT for each id that appears twice.
 */
export function distinctIds({ items, pathOf }: Batch<string>): number[] {
  const seen = new Set<number>();
  return parseEach(items, (text, index) => {
    const id = idOf(text);
    if (id !== 0 && seen.size === seen.add(id).size)
      throw badInput(
        pathOf(index),
        `The id ${JSON.stringify(text)} appears more than once.`,
        because('VALUE_REPEATED', { value: text }),
      );
    return id;
  });
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
