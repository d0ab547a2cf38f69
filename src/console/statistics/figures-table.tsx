import type { ReactNode } from 'react';
import { CutText } from '../parts/cut-text.js';
import { TableRegion } from '../parts/table-region.js';
import { t } from '../texts/index.js';
import type { Figures, Series } from './figures.js';
import type { Unit } from './measures.js';
import styles from './statistics-page.module.css';

interface FiguresTableProps {
  readonly figures: Figures;
  readonly unit: Unit;
}

/** The exact figures: one row for each group, one column for each period, and sums where they mean something. */
export function FiguresTable({ figures, unit }: FiguresTableProps): ReactNode {
  const { periods, all, groups, isPartial } = figures;
  const isOne = periods.length === 1;
  const hasSum = isOne || all.total !== null;
  const sumOf = ({ values, total }: Pick<Series, 'values' | 'total'>) => (isOne ? values[0]! : total);
  const text = (value: bigint | null): string => (value === null ? '–' : unit.text(value));
  const change = (now: bigint | null, before: bigint | null): string =>
    now === null || before === null ? '' : unit.change(now, before, isPartial);
  const row = (series: Series, at: number): ReactNode => (
    <tr key={at} className={at === 0 ? styles.all : undefined}>
      <th scope="row">
        <CutText>{series.name}</CutText>
      </th>
      {hasSum && <td>{text(sumOf(series))}</td>}
      {hasSum && series.before && (
        <>
          <td>{text(sumOf(series.before))}</td>
          <td>{change(sumOf(series), sumOf(series.before))}</td>
        </>
      )}
      {!isOne &&
        series.values.map((value, index) => (
          <td key={index}>
            {text(value)}
            {series.before && <div className={styles.change}>{change(value, series.before.values[index]!)}</div>}
          </td>
        ))}
    </tr>
  );
  return (
    <TableRegion name={t.statistics.table} className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <td />
            {hasSum && <th scope="col">{isOne ? periods[0] : t.statistics.total}</th>}
            {hasSum && all.before && (
              <>
                <th scope="col">{t.statistics.before}</th>
                <th scope="col">{t.statistics.changed}</th>
              </>
            )}
            {!isOne &&
              periods.map((period) => (
                <th key={period} scope="col">
                  {period}
                </th>
              ))}
          </tr>
        </thead>
        <tbody>{[all, ...groups].map(row)}</tbody>
      </table>
    </TableRegion>
  );
}
