import { UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, memo, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { CutText } from '../parts/cut-text.js';
import { TableRegion } from '../parts/table-region.js';
import { TextLink } from '../parts/text-link.js';
import { TickBox } from '../parts/tick-box.js';
import { t } from '../texts/index.js';
import { headWidth, titleWithoutHyphens } from './head-width.js';
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
  /** Always the same function. */
  readonly onTick: (id: string, ticked: boolean) => void;
  readonly onTickLoaded: (ids: readonly string[], ticked: boolean) => void;
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
  onTickLoaded,
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
  const shown = useMemo(() => (hasCards ? columns.filter(({ onCard }) => onCard) : columns), [columns, hasCards]);
  const grid = useMemo(() => (hasCards ? {} : { gridTemplateColumns: gridOf(columns) }), [columns, hasCards]);
  const ticked = useMemo(() => rows.filter(({ id }) => isTicked(id)).length, [rows, isTicked]);

  return (
    <TableRegion ref={viewport} name={name} className={styles.viewport}>
      <div role="table" aria-label={name} aria-rowcount={rows.length + 1} className={styles.table}>
        <div role="row" aria-rowindex={1} className={styles.head} style={grid}>
          <div role="columnheader" className={styles.tick}>
            <TickBox
              label={t.lists.tickAll}
              checked={ticked === rows.length}
              indeterminate={ticked > 0 && ticked < rows.length}
              onChange={(checked) =>
                onTickLoaded(
                  rows.map(({ id }) => id),
                  checked,
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
              <ListRow
                key={row.id}
                row={row}
                index={index}
                start={start}
                height={height}
                hasCards={hasCards}
                grid={grid}
                columns={shown}
                name={nameOf(row)}
                isTicked={isTicked(row.id)}
                onTick={onTick}
              />
            );
          })}
        </div>
      </div>
    </TableRegion>
  );
}

interface ListRowProps<Row, Field extends string> extends Pick<ListTableProps<Row, Field>, 'columns' | 'onTick'> {
  readonly row: Row;
  readonly name: string;
  readonly index: number;
  /** The distance from the start of the list, in pixels. */
  readonly start: number;
  readonly height: number;
  readonly hasCards: boolean;
  readonly grid: CSSProperties;
  readonly isTicked: boolean;
}

/** Scrolling changes which rows are in the page. The ones that stay are not drawn again. */
const ListRow = memo(function ListRow<Row extends { readonly id: string }, Field extends string>({
  row,
  index,
  start,
  height,
  hasCards,
  grid,
  columns,
  name,
  isTicked,
  onTick,
}: ListRowProps<Row, Field>): ReactNode {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isTicked}
      className={hasCards ? styles.card : styles.row}
      style={{ ...grid, height, transform: `translateY(${start}px)` }}
    >
      <div role="cell" className={styles.tick}>
        <TickBox label={t.lists.tick(name)} checked={isTicked} onChange={(ticked) => onTick(row.id, ticked)} />
      </div>
      {columns.map((column) => (
        <Cell key={column.key} column={column} row={row} />
      ))}
    </div>
  );
}) as <Row extends { readonly id: string }, Field extends string>(props: ListRowProps<Row, Field>) => ReactNode;

const gridOf = <Row, Field extends string>(columns: readonly ListColumn<Row, Field>[]): string =>
  [
    '40px',
    ...columns.map(({ title, width, grow = 0 }) => `minmax(${Math.max(width, headWidth(title))}px, ${grow}fr)`),
  ].join(' ');

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
    <div role="cell" className={column.isNumber ? styles.number : styles.cell}>
      {href ? <TextLink href={href}>{text}</TextLink> : <CutText>{text}</CutText>}
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
        title={t.lists.sortBy(titleWithoutHyphens(title))}
        onClick={() => onOrder(next && { field, direction: next })}
      >
        {title}
        {direction && <span aria-hidden> {direction === 'ASC' ? '↑' : '↓'}</span>}
      </UnstyledButton>
    </div>
  );
}
