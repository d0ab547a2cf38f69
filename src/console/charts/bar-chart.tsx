import type { ReactNode } from 'react';
import styles from './bar-chart.module.css';

interface BarChartProps {
  readonly title: string;
  readonly bars: readonly Bar[];
}

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  /** A value with which this one is compared. */
  readonly mark?: { readonly value: number; readonly text: string };
}

/** Horizontal bars, one for each group, with their exact values. */
export function BarChart({ title, bars }: BarChartProps): ReactNode {
  const largest = Math.max(...bars.flatMap(({ value, mark }) => [value, mark?.value ?? 0]), 1e-9);
  const share = (value: number): string => `${(Math.max(0, value) / largest) * 100}%`;
  return (
    <ul className={styles.bars} aria-label={title}>
      {bars.map(({ name, value, text, mark }, bar) => (
        <li key={bar}>
          <span className={styles.name} title={name}>
            {name}
          </span>
          <span className={styles.track}>
            <span className={styles.bar} style={{ width: share(value) }} />
            {mark && <span className={styles.mark} style={{ left: share(mark.value) }} title={mark.text} />}
          </span>
          <span className={styles.value}>{text}</span>
        </li>
      ))}
    </ul>
  );
}
