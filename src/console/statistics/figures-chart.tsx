import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { BarChart } from '../charts/bar-chart.js';
import { strokes } from '../charts/colors.js';
import { HeatMap } from '../charts/heat-map.js';
import { LineChart } from '../charts/line-chart.js';
import { weekday } from '../format.js';
import type { BookingFiguresResult, InvoiceFiguresResult } from '../generated.js';
import { t } from '../texts/index.js';
import { busyHoursOf, changeOf, type Figures, type Series, shortMonth, type Unit } from './figures.js';
import { comparedWith, monthsOf, type Question } from './question.js';

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
  const earlier = comparedWith(question);
  const textOf = (now: bigint, before: bigint | null | undefined): string =>
    typeof before === 'bigint' ? `${unit.text(now)}, ${changeOf(now, before, figures, unit)}` : unit.text(now);
  if (question.shape === 'total')
    return (
      <>
        <BarChart
          title={title}
          bars={inOrder(question, series)
            .slice(0, maxBars)
            .map(({ name, total, before }) => ({
              name,
              value: unit.number(total!),
              text: textOf(total!, before?.total),
              ...(before ? { mark: { value: unit.number(before.total!), text: unit.text(before.total!) } } : {}),
            }))}
        />
        {earlier && (
          <Text size="xs" c="dimmed" mt={4}>
            {t.statistics.marks(monthsOf(earlier))}
          </Text>
        )}
        <More shown={maxBars} all={series.length} />
      </>
    );
  const shown = largestOf(series, earlier ? strokes.length / 2 : strokes.length);
  const point = (value: bigint, text = unit.text(value)) => ({ value: unit.number(value), text });
  return (
    <>
      <LineChart
        title={title}
        labels={months.map(shortMonth)}
        // A group and its earlier months have one color. The earlier ones are dashed.
        lines={shown.flatMap(({ name, values, before }, group) => [
          {
            name,
            points: values.map((value, at) => point(value, textOf(value, before?.values[at]))),
            ...(earlier && { stroke: { ...strokes[group]!, dash: '' } }),
          },
          ...(earlier && before
            ? [
                {
                  name: t.statistics.earlier(name),
                  points: before.values.map((value) => point(value)),
                  stroke: { ...strokes[group]!, dash: '6 3' },
                },
              ]
            : []),
        ])}
      />
      <More shown={shown.length} all={series.length} />
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
