import type { ReactNode } from 'react';
import { t } from '../texts/index.js';
import { changeOf, type Figures, type Series, shortMonth, type Unit } from './figures.js';
import type { Question } from './question.js';
import styles from './statistics-page.module.css';

interface FiguresTableProps {
  readonly question: Question;
  readonly figures: Figures;
  readonly unit: Unit;
}

/** The exact figures: one row for each group, one column for each month, and sums where they mean something. */
export function FiguresTable({ question, figures, unit }: FiguresTableProps): ReactNode {
  const { months, all, groups } = figures;
  const isCompared = all.before !== null;
  const hasTotal = all.total !== null && (months.length > 1 || isCompared);
  const shownMonths = !hasTotal || (question.shape === 'months' && months.length > 1) ? months : [];
  const row = (series: Series, at: number): ReactNode => (
    <tr key={at} className={at === 0 ? styles.all : undefined}>
      <th scope="row">{series.name}</th>
      {hasTotal && <td>{unit.text(series.total!)}</td>}
      {hasTotal && series.before && (
        <>
          <td>{unit.text(series.before.total!)}</td>
          <td>{changeOf(series.total!, series.before.total!, figures, unit)}</td>
        </>
      )}
      {shownMonths.map((month, index) => (
        <td key={month}>
          {unit.text(series.values[index]!)}
          {series.before && (
            <div className={styles.change}>
              {changeOf(series.values[index]!, series.before.values[index]!, figures, unit)}
            </div>
          )}
        </td>
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
            {hasTotal && isCompared && (
              <>
                <th scope="col">{t.statistics.before}</th>
                <th scope="col">{t.statistics.changed}</th>
              </>
            )}
            {shownMonths.map((month) => (
              <th key={month} scope="col">
                {shortMonth(month)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{[all, ...groups].map(row)}</tbody>
      </table>
    </div>
  );
}
