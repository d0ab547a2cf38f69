import type { ReactNode } from 'react';
import { TableRegion } from '../parts/table-region.js';
import styles from './heat-map.module.css';

interface HeatMapProps {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** By row and column. */
  readonly values: readonly (readonly number[])[];
  /** The exact value of a cell. */
  readonly textOf: (row: number, column: number) => string;
}

const shades = 5;

/** A table whose cells are darker the larger their values are. Each cell has its exact value. */
export function HeatMap({ title, rows, columns, values, textOf }: HeatMapProps): ReactNode {
  const all = values.flat();
  const smallest = Math.min(...all);
  const range = Math.max(...all) - smallest || 1;
  return (
    <TableRegion name={title}>
      <table className={styles.map}>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((name, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map((column, index) => {
                const value = values[row]![index]!;
                return (
                  <td
                    key={column}
                    data-shade={value > 0 ? Math.min(shades, 1 + Math.floor(((value - smallest) / range) * shades)) : 0}
                    title={`${name}, ${column}: ${textOf(row, index)}`}
                  >
                    {value > 0 ? textOf(row, index) : ''}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
