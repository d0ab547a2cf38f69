import type { ReactNode } from 'react';
import { t } from '../texts/index.js';
import { type Figures, type Series, shortMonth, type Unit } from './figures.js';
import type { Question } from './question.js';
import styles from './statistics-page.module.css';

interface FiguresTableProps {
  readonly question: Question;
  readonly figures: Figures;
  readonly unit: Unit;
}

/** The exact figures: one row for each group, one column for each month, and sums where they mean something. */
export function FiguresTable({ question, figures: { months, all, groups }, unit }: FiguresTableProps): ReactNode {
  const hasTotal = all.total !== null && months.length > 1;
  const shownMonths = question.shape === 'months' || !hasTotal ? months : [];
  const row = (series: Series, isAll: boolean): ReactNode => (
    <tr key={isAll ? '' : series.name} className={isAll ? styles.all : undefined}>
      <th scope="row">{series.name}</th>
      {hasTotal && <td>{unit.text(series.total!)}</td>}
      {shownMonths.map((month, index) => (
        <td key={month}>{unit.text(series.values[index]!)}</td>
      ))}
    </tr>
  );
  return (
    <div className={styles.scroll} role="region" aria-label={t.statistics.table} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <td />
            {hasTotal && <th scope="col">{t.statistics.total}</th>}
            {shownMonths.map((month) => (
              <th key={month} scope="col">
                {shortMonth(month)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {row(all, true)}
          {groups.map((series) => row(series, false))}
        </tbody>
      </table>
    </div>
  );
}
