import type { ReactNode } from 'react';
import styles from './record-table.module.css';
import { TableRegion } from './table-region.js';

export interface Head {
  readonly title: string;
  /** Numbers are aligned right. Their cells have the class `numberCell`. */
  readonly isNumber?: boolean;
}

interface RecordTableProps {
  readonly heads: readonly Head[];
  readonly name: string;
  /** What scrolls down: the rest of the page, or a box with at most the height of some rows. Default: the page. */
  readonly scroll?: 'page' | 'box';
  /** The rows: `tr` with one `td` for each head. */
  readonly children: ReactNode;
}

export const numberCell = styles.number;

/**
 * A table of records. On a phone, each row is a card of two columns. `data-card` is where a cell goes: in the first
 * column, one below the other, or to the `side`, over the `wide` card, or nowhere (`none`). `data-label` names its value
 * there, because cards have no heads.
 */
export function RecordTable({ heads, name, scroll, children }: RecordTableProps): ReactNode {
  return (
    <TableRegion name={name} className={scroll && styles[scroll]}>
      <table className={styles.table}>
        <thead>
          <tr>
            {heads.map(({ title, isNumber }) => (
              <th key={title} scope="col" className={isNumber ? styles.number : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </TableRegion>
  );
}
