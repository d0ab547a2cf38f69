import type { ReactNode } from 'react';
import styles from './bar-chart.module.css';

interface BarChartProps {
  readonly title: string;
  readonly bars: readonly { readonly name: string; readonly value: number; readonly text: string }[];
}

/** Horizontal bars, one for each group, with their exact values. */
export function BarChart({ title, bars }: BarChartProps): ReactNode {
  const largest = Math.max(...bars.map(({ value }) => value), 1e-9);
  return (
    <ul className={styles.bars} aria-label={title}>
      {bars.map(({ name, value, text }) => (
        <li key={name}>
          <span className={styles.name} title={name}>
            {name}
          </span>
          <span className={styles.track}>
            <span className={styles.bar} style={{ width: `${(Math.max(0, value) / largest) * 100}%` }} />
          </span>
          <span className={styles.value}>{text}</span>
        </li>
      ))}
    </ul>
  );
}
