import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { BarChart } from '../charts/bar-chart.js';
import { strokes } from '../charts/colors.js';
import { HeatMap } from '../charts/heat-map.js';
import { LineChart } from '../charts/line-chart.js';
import { weekday } from '../format.js';
import type { BookingFiguresResult, InvoiceFiguresResult } from '../generated.js';
import { t } from '../texts/index.js';
import { busyHoursOf, type Figures, type Series, shortMonth, type Unit } from './figures.js';
import type { Question } from './question.js';

const maxBars = 30;

interface FiguresChartProps {
  readonly title: string;
  readonly question: Question;
  readonly result: BookingFiguresResult | InvoiceFiguresResult;
  readonly figures: Figures;
  readonly unit: Unit;
}

/** Busy hours as a heat map, sums as bars, and months as lines. */
export function FiguresChart({ title, question, result, figures, unit }: FiguresChartProps): ReactNode {
  if (question.groupBy === 'BUSY_HOURS') {
    const sums = busyHoursOf(question, result);
    return (
      <HeatMap
        title={title}
        rows={sums.map((_unused, day) => weekday(day + 1, 'short'))}
        columns={Array.from({ length: 24 }, (_unused, hour) => String(hour))}
        values={sums.map((hours) => hours.map(unit.number))}
        textOf={(day, hour) => unit.text(sums[day]![hour]!)}
      />
    );
  }
  const { months, all, groups } = figures;
  const series = groups.length > 0 ? groups : [all];
  if (question.shape === 'total')
    return (
      <>
        <BarChart
          title={title}
          bars={inOrder(question, series)
            .slice(0, maxBars)
            .map(({ name, total }) => ({ name, value: unit.number(total!), text: unit.text(total!) }))}
        />
        <More shown={maxBars} all={series.length} />
      </>
    );
  const lines = largestOf(series, strokes.length);
  return (
    <>
      <LineChart
        title={title}
        labels={months.map(shortMonth)}
        lines={lines.map(({ name, values }) => ({
          name,
          points: values.map((value) => ({ value: unit.number(value), text: unit.text(value) })),
        }))}
      />
      <More shown={lines.length} all={series.length} />
    </>
  );
}

const More = ({ shown, all }: { readonly shown: number; readonly all: number }): ReactNode =>
  all > shown && (
    <Text size="xs" c="dimmed" mt={4}>
      {t.statistics.more(shown, all)}
    </Text>
  );

/** Weekdays and hours keep their order. All others: the largest first. */
const inOrder = ({ groupBy }: Question, series: readonly Series[]): readonly Series[] =>
  groupBy === 'WEEKDAY' || groupBy === 'HOUR' ? series : largestOf(series, series.length);

/** Those with the largest sums, or the largest months where values cannot be added up. */
function largestOf(series: readonly Series[], n: number): Series[] {
  const size = ({ total, values }: Series): bigint =>
    total ?? values.reduce((most, each) => (each > most ? each : most), 0n);
  return [...series].sort((a, b) => (size(b) > size(a) ? 1 : size(b) < size(a) ? -1 : 0)).slice(0, n);
}
