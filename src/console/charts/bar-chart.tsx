import type { ReactNode } from 'react';
import { CutText } from '../parts/cut-text.js';
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

/** Horizontal bars, one for each group, with their exact values. Negative ones go to the left of a line at zero. */
export function BarChart({ title, bars }: BarChartProps): ReactNode {
  const values = bars.flatMap(({ value, mark }) => [value, mark?.value ?? 0]);
  const lowest = Math.min(...values, 0);
  const range = Math.max(...values, 1e-9) - lowest;
  const place = (value: number): string => `${((value - lowest) / range) * 100}%`;
  return (
    <ul className={styles.bars} aria-label={title}>
      {bars.map(({ name, value, text, mark }, bar) => (
        <li key={bar}>
          <span className={styles.name}>
            <CutText>{name}</CutText>
          </span>
          <span className={styles.track}>
            <span
              className={value < 0 ? styles.negative : styles.bar}
              style={{ left: place(Math.min(value, 0)), width: `${(Math.abs(value) / range) * 100}%` }}
            />
            {lowest < 0 && <span className={styles.zero} style={{ left: place(0) }} />}
            {mark && <span className={styles.mark} style={{ left: place(mark.value) }} title={mark.text} />}
          </span>
          <span className={styles.value}>{text}</span>
        </li>
      ))}
    </ul>
  );
}
