import { Checkbox, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import type { UserOrder } from 'tallyport/client';
import { t } from '../texts/index.js';
import type { UserColumn, UserRow } from './user-list.js';
import styles from './user-table.module.css';

interface UserTableProps {
  readonly columns: readonly UserColumn[];
  readonly rows: readonly UserRow[];
  readonly order: UserOrder | null;
  readonly onOrder: (order: UserOrder | null) => void;
  /** The last rows have come into view. */
  readonly onEnd: () => void;
  readonly isTicked: (id: string) => boolean;
  readonly onTick: (ids: readonly string[], ticked: boolean) => void;
}

const rowHeight = { table: 37, cards: 76 };

/** A table of any length: only the rows in view are in the page. On a phone, each row is a card. */
export function UserTable({ columns, rows, order, onOrder, onEnd, isTicked, onTick }: UserTableProps): ReactNode {
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
    <div ref={viewport} className={styles.viewport} tabIndex={0} aria-label={t.pages.users} role="region">
      <div role="table" aria-label={t.pages.users} aria-rowcount={rows.length + 1} className={styles.table}>
        <div role="row" aria-rowindex={1} className={styles.head} style={hasCards ? {} : grid}>
          <div role="columnheader" className={styles.tick}>
            <Checkbox
              size="xs"
              aria-label={t.users.tickAll}
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
            const user = rows[index]!;
            return (
              <div
                key={user.id}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={isTicked(user.id)}
                className={hasCards ? styles.card : styles.row}
                style={{ ...(hasCards ? {} : grid), height, transform: `translateY(${start}px)` }}
              >
                <div role="cell" className={styles.tick}>
                  <Checkbox
                    size="xs"
                    aria-label={t.users.tick(user.displayName)}
                    checked={isTicked(user.id)}
                    onChange={(event) => onTick([user.id], event.currentTarget.checked)}
                  />
                </div>
                {shown.map((column) => (
                  <div
                    key={column.key}
                    role="cell"
                    title={column.text(user)}
                    className={column.isNumber ? styles.number : styles.cell}
                  >
                    {column.text(user)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function ColumnHead({
  column: { title, order: field, isNumber },
  order,
  onOrder,
}: {
  readonly column: UserColumn;
  readonly order: UserOrder | null;
  readonly onOrder: (order: UserOrder | null) => void;
}): ReactNode {
  const direction = order && order.field === field ? order.direction : null;
  const className = isNumber ? styles.number : styles.cell;
  if (!field)
    return (
      <div role="columnheader" className={className}>
        {title}
      </div>
    );
  // The interesting end of figures is the high one.
  const [first, second] = isNumber ? (['DESC', 'ASC'] as const) : (['ASC', 'DESC'] as const);
  const next = direction === null ? first : direction === first ? second : null;
  const sorting = direction === null ? 'none' : direction === 'ASC' ? 'ascending' : 'descending';
  return (
    <div role="columnheader" aria-sort={sorting} className={className}>
      <UnstyledButton
        className={styles.sort}
        title={t.users.sortBy(title)}
        onClick={() => onOrder(next && { field, direction: next })}
      >
        {title}
        {direction && <span aria-hidden> {direction === 'ASC' ? '↑' : '↓'}</span>}
      </UnstyledButton>
    </div>
  );
}
