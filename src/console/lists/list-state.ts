import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { ListOrder } from './list-column.js';

type Values<Key extends string> = Readonly<Record<Key, readonly string[]>>;

/** The filters and the order of a list. */
export interface ListParameters<Key extends string, Field extends string> {
  /** The filters, by their names in the address. */
  readonly keys: readonly Key[];
  readonly orderFields: readonly Field[];
  /** Null: the order of the server. */
  readonly firstOrder: ListOrder<Field> | null;
}

/** What a list shows, kept in the address of its page, so that a link opens the same list. */
export interface ListState<Key extends string, Field extends string> {
  /** The chosen values of each filter. */
  readonly values: Values<Key>;
  readonly order: ListOrder<Field> | null;
  readonly isFiltered: boolean;
  readonly setValues: (changes: Partial<Values<Key>>) => void;
  readonly setOrder: (order: ListOrder<Field> | null) => void;
  readonly clear: () => void;
}

/** Other parameters of the address stay. Pass the same parameters each time. */
export function useListState<Key extends string, Field extends string>(
  parameters: ListParameters<Key, Field>,
): ListState<Key, Field> {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const { keys, firstOrder } = parameters;
  const { values, order } = useMemo(() => readAddress(search, parameters), [search, parameters]);
  const change = (values: Values<Key>, order: ListOrder<Field> | null): void => {
    const text = writeAddress(search, values, order, firstOrder);
    navigate(text ? `${path}?${text}` : path, { replace: true });
  };
  return {
    values,
    order,
    isFiltered: keys.some((key) => values[key].length > 0),
    setValues: (changes) => change({ ...values, ...changes }, order),
    setOrder: (next) => change(values, next ?? firstOrder),
    clear: () => change(readAddress('', parameters).values, order),
  };
}

/** The value of a filter that has at most one. Empty if it has none. */
export const oneOf = ([value = '']: readonly string[]): string => value;

function readAddress<Key extends string, Field extends string>(
  search: string,
  { keys, orderFields, firstOrder }: ListParameters<Key, Field>,
): { values: Values<Key>; order: ListOrder<Field> | null } {
  const address = new URLSearchParams(search);
  const [, field, direction] = /^([A-Z_]+)\.(ASC|DESC)$/.exec(address.get('order') ?? '') ?? [];
  const isKnown = orderFields.some((known) => known === field);
  return {
    values: Object.fromEntries(keys.map((key) => [key, address.getAll(key).filter((value) => value.trim())])) as Record<
      Key,
      string[]
    >,
    order: isKnown ? ({ field, direction } as ListOrder<Field>) : firstOrder,
  };
}

const orderText = (order: ListOrder<string> | null): string => (order ? `${order.field}.${order.direction}` : '');

function writeAddress(
  search: string,
  values: Values<string>,
  order: ListOrder<string> | null,
  firstOrder: ListOrder<string> | null,
): string {
  const address = new URLSearchParams(search);
  for (const [key, list] of Object.entries(values)) {
    address.delete(key);
    for (const value of list) if (value) address.append(key, value);
  }
  if (orderText(order) === orderText(firstOrder)) address.delete('order');
  else address.set('order', orderText(order));
  return address.toString();
}
