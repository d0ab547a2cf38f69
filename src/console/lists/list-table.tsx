import { Checkbox, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { TextLink } from '../parts/text-link.js';
import { t } from '../texts/index.js';
import type { ListColumn, ListOrder } from './list-column.js';
import styles from './list-table.module.css';

interface ListTableProps<Row, Field extends string> {
  readonly name: string;
  readonly columns: readonly ListColumn<Row, Field>[];
  readonly rows: readonly Row[];
  /** What a row is called in its checkbox. */
  readonly nameOf: (row: Row) => string;
  readonly order: ListOrder<Field> | null;
  readonly onOrder: (order: ListOrder<Field> | null) => void;
  /** The last rows have come into view. */
  readonly onEnd: () => void;
  readonly isTicked: (id: string) => boolean;
  readonly onTick: (ids: readonly string[], ticked: boolean) => void;
}

const rowHeight = { table: 37, cards: 76 };

/** A table of any length: only the rows in view are in the page. On a phone, each row is a card. */
export function ListTable<Row extends { readonly id: string }, Field extends string>({
  name,
  columns,
  rows,
  nameOf,
  order,
  onOrder,
  onEnd,
  isTicked,
  onTick,
}: ListTableProps<Row, Field>): ReactNode {
  const viewport = useRef<HTMLDivElement>(null);
  const hasCards = useMediaQuery('(max-width: 640px)') ?? false;
  const height = hasCards ? rowHeight.cards : rowHeight.table;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => height,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [height]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => void (last >= rows.length - 20 && onEnd()), [last, rows.length]);
  const shown = hasCards ? columns.filter((column) => column.onCard) : columns;
  const grid = { gridTemplateColumns: `40px ${shown.map((column) => column.width).join(' ')}` };
  const ticked = rows.filter(({ id }) => isTicked(id)).length;

  return (
    <div ref={viewport} className={styles.viewport} tabIndex={0} aria-label={name} role="region">
      <div role="table" aria-label={name} aria-rowcount={rows.length + 1} className={styles.table}>
        <div role="row" aria-rowindex={1} className={styles.head} style={hasCards ? {} : grid}>
          <div role="columnheader" className={styles.tick}>
            <Checkbox
              size="xs"
              aria-label={t.lists.tickAll}
              checked={ticked === rows.length}
              indeterminate={ticked > 0 && ticked < rows.length}
              onChange={(event) =>
                onTick(
                  rows.map(({ id }) => id),
                  event.currentTarget.checked,
                )
              }
            />
          </div>
          {!hasCards &&
            shown.map((column) => <ColumnHead key={column.key} column={column} order={order} onOrder={onOrder} />)}
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start }) => {
            const row = rows[index]!;
            return (
              <div
                key={row.id}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={isTicked(row.id)}
                className={hasCards ? styles.card : styles.row}
                style={{ ...(hasCards ? {} : grid), height, transform: `translateY(${start}px)` }}
              >
                <div role="cell" className={styles.tick}>
                  <Checkbox
                    size="xs"
                    aria-label={t.lists.tick(nameOf(row))}
                    checked={isTicked(row.id)}
                    onChange={(event) => onTick([row.id], event.currentTarget.checked)}
                  />
                </div>
                {shown.map((column) => (
                  <Cell key={column.key} column={column} row={row} />
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Cell<Row, Field extends string>({
  column,
  row,
}: {
  readonly column: ListColumn<Row, Field>;
  readonly row: Row;
}): ReactNode {
  const text = column.text(row);
  const href = column.href?.(row);
  return (
    <div role="cell" title={text} className={column.isNumber ? styles.number : styles.cell}>
      {href ? <TextLink href={href}>{text}</TextLink> : text}
    </div>
  );
}

function ColumnHead<Row, Field extends string>({
  column: { title, order: field, isNumber = false, highFirst = isNumber },
  order,
  onOrder,
}: {
  readonly column: ListColumn<Row, Field>;
  readonly order: ListOrder<Field> | null;
  readonly onOrder: (order: ListOrder<Field> | null) => void;
}): ReactNode {
  const direction = order && order.field === field ? order.direction : null;
  const className = isNumber ? styles.number : styles.cell;
  if (!field)
    return (
      <div role="columnheader" className={className}>
        {title}
      </div>
    );
  const [first, second] = highFirst ? (['DESC', 'ASC'] as const) : (['ASC', 'DESC'] as const);
  const next = direction === null ? first : direction === first ? second : null;
  const sorting = direction === null ? 'none' : direction === 'ASC' ? 'ascending' : 'descending';
  return (
    <div role="columnheader" aria-sort={sorting} className={className}>
      <UnstyledButton
        className={styles.sort}
        title={t.lists.sortBy(title)}
        onClick={() => onOrder(next && { field, direction: next })}
      >
        {title}
        {direction && <span aria-hidden> {direction === 'ASC' ? '↑' : '↓'}</span>}
      </UnstyledButton>
    </div>
  );
}
