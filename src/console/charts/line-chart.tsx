import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { number } from '../format.js';
import { type Stroke, strokes } from './colors.js';
import styles from './line-chart.module.css';
import { ticksBetween } from './scale.js';

interface Point {
  readonly value: number;
  /** The exact value. */
  readonly text: string;
}

interface Line {
  readonly name: string;
  readonly points: readonly (Point | null)[];
  /** Default: one that no other line has. */
  readonly stroke?: Stroke;
}

interface LineChartProps {
  /** What the chart shows, for screen readers. */
  readonly title: string;
  /** The points from left to right. */
  readonly labels: readonly string[];
  /** At most as many as there are strokes. */
  readonly lines: readonly Line[];
}

const height = 260;
const margin = { top: 12, right: 36, bottom: 28, left: 64 };

/** Lines over time. The pointer and the arrow keys read the exact values. */
export function LineChart({ title, labels, lines }: LineChartProps): ReactNode {
  const { ref, width } = useElementSize();
  const [active, setActive] = useState<number | null>(null);
  const drawn = lines.map((line, at) => ({ stroke: strokes[at]!, ...line }));
  const values = lines.flatMap(({ points }) => points.map((point) => point?.value ?? 0));
  const ticks = ticksBetween(Math.min(0, ...values), Math.max(0, ...values));
  const [lowest, highest] = [ticks[0]!, ticks.at(-1)!];
  const last = labels.length - 1;
  const innerWidth = Math.max(1, width - margin.left - margin.right);
  const x = (index: number): number => margin.left + (last === 0 ? innerWidth / 2 : (index / last) * innerWidth);
  const y = (value: number): number =>
    margin.top + ((highest - value) / (highest - lowest)) * (height - margin.top - margin.bottom);
  // Labels must not touch each other.
  const every = Math.ceil(labels.length / Math.max(1, Math.floor(innerWidth / 76)));

  const read = (event: PointerEvent<SVGSVGElement>): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const index = Math.round(((event.clientX - left - margin.left) / innerWidth) * last);
    setActive(Math.min(last, Math.max(0, index)));
  };
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setActive(Math.min(last, Math.max(0, (active ?? (step > 0 ? -1 : labels.length)) + step)));
  };

  return (
    <div ref={ref} className={styles.chart}>
      <div role="group" aria-label={title} tabIndex={0} onKeyDown={move} onBlur={() => setActive(null)}>
        <svg width="100%" height={height} aria-hidden onPointerMove={read} onPointerLeave={() => setActive(null)}>
          {ticks.map((tick) => (
            <g key={tick} className={styles.tick}>
              <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
              <text x={margin.left - 8} y={y(tick)} textAnchor="end" dominantBaseline="middle">
                {number(tick)}
              </text>
            </g>
          ))}
          {labels.map(
            (label, index) =>
              index % every === 0 && (
                <text key={index} className={styles.label} x={x(index)} y={height - 8} textAnchor="middle">
                  {label}
                </text>
              ),
          )}
          {active !== null && (
            <line className={styles.guide} x1={x(active)} x2={x(active)} y1={margin.top} y2={height - margin.bottom} />
          )}
          {drawn.map(({ points, stroke }, line) => (
            <g key={line} stroke={stroke.color} fill={stroke.color}>
              <polyline
                fill="none"
                strokeWidth={2}
                strokeDasharray={stroke.dash}
                points={points.map((point, index) => (point ? `${x(index)},${y(point.value)}` : '')).join(' ')}
              />
              {points.map(
                (point, index) =>
                  point &&
                  (index === active || labels.length === 1) && (
                    <circle key={index} cx={x(index)} cy={y(point.value)} r={4} />
                  ),
              )}
            </g>
          ))}
        </svg>
        <ul className={styles.legend} aria-live="polite">
          <li className={styles.active}>{active === null ? '' : labels[active]}</li>
          {drawn.map(({ name, points, stroke }, line) => (
            <li key={line}>
              <svg width={24} height={8} aria-hidden>
                <line
                  x1={0}
                  x2={24}
                  y1={4}
                  y2={4}
                  stroke={stroke.color}
                  strokeWidth={3}
                  strokeDasharray={stroke.dash}
                />
              </svg>
              {name}
              {active !== null && <strong>{points[active]?.text ?? '–'}</strong>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
