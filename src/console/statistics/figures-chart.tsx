import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { BarChart } from '../charts/bar-chart.js';
import { strokes } from '../charts/colors.js';
import { HeatMap } from '../charts/heat-map.js';
import { LineChart } from '../charts/line-chart.js';
import { weekday } from '../format.js';
import { t } from '../texts/index.js';
import { busyHoursOf, type Figures, type FiguresResult, type Series } from './figures.js';
import type { Unit } from './measures.js';
import type { Question } from './question.js';

const maxBars = 30;

interface FiguresChartProps {
  readonly title: string;
  readonly question: Question;
  readonly result: FiguresResult;
  readonly figures: Figures;
  readonly unit: Unit;
}

/** Busy hours as a heat map, the whole range as bars, and other periods as lines. */
export function FiguresChart({ title, question, result, figures, unit }: FiguresChartProps): ReactNode {
  if (question.groupBy === 'BUSY_HOURS') {
    const values = busyHoursOf(question, result);
    return (
      <HeatMap
        title={title}
        rows={values.map((_unused, day) => weekday(day + 1, 'short'))}
        columns={Array.from({ length: 24 }, (_unused, hour) => String(hour))}
        values={values.map((hours) => hours.map(unit.number))}
        textOf={(day, hour) => unit.text(values[day]![hour]!)}
      />
    );
  }
  return question.granularity === 'WHOLE' ? (
    <Bars title={title} question={question} figures={figures} unit={unit} />
  ) : (
    <Lines title={title} figures={figures} unit={unit} />
  );
}

const textOf = (now: bigint, before: bigint | null | undefined, { isPartial }: Figures, unit: Unit): string =>
  typeof before === 'bigint' ? `${unit.text(now)}, ${unit.change(now, before, isPartial)}` : unit.text(now);

function Bars({ title, question, figures, unit }: Omit<FiguresChartProps, 'result'>): ReactNode {
  const series = figures.groups.length > 0 ? figures.groups : [figures.all];
  const shown = ordered.has(question.groupBy) ? series : largestOf(series).slice(0, maxBars);
  return (
    <>
      <BarChart
        title={title}
        bars={shown.flatMap(({ name, values: [value], before }) => {
          if (typeof value !== 'bigint') return [];
          const earlier = before?.values[0];
          return {
            name,
            value: unit.number(value),
            text: textOf(value, earlier, figures, unit),
            ...(typeof earlier === 'bigint' ? { mark: { value: unit.number(earlier), text: unit.text(earlier) } } : {}),
          };
        })}
      />
      {figures.earlierRange && (
        <Text size="xs" c="dimmed" mt={4}>
          {t.statistics.marks(figures.earlierRange)}
        </Text>
      )}
      <More shown={shown.length} all={series.length} />
    </>
  );
}

function Lines({ title, figures, unit }: Omit<FiguresChartProps, 'question' | 'result'>): ReactNode {
  const isCompared = figures.all.before !== null;
  const series = figures.groups.length > 0 ? figures.groups : [figures.all];
  const shown = largestOf(series).slice(0, isCompared ? strokes.length / 2 : strokes.length);
  const point = (value: bigint | null, text: (value: bigint) => string) =>
    value === null ? null : { value: unit.number(value), text: text(value) };
  return (
    <>
      <LineChart
        title={title}
        labels={figures.periods}
        // A group and its earlier periods have one color. The earlier ones are dashed.
        lines={shown.flatMap(({ name, values, before }, group) => [
          {
            name,
            points: values.map((value, at) => point(value, (now) => textOf(now, before?.values[at], figures, unit))),
            ...(isCompared && { stroke: { ...strokes[group]!, dash: '' } }),
          },
          ...(before
            ? [
                {
                  name: t.statistics.earlier(name),
                  points: before.values.map((value) => point(value, unit.text)),
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

/** Groups that have an order keep it, and are all shown. */
const ordered: ReadonlySet<Question['groupBy']> = new Set([
  'WEEKDAY',
  'HOUR',
  'LEAD_TIME',
  'AGE',
  'FIRST_BOOKING_MONTH',
]);

/** Those with the largest sums first, or with the largest values where they cannot be added up. The rest is last. */
function largestOf(series: readonly Series[]): Series[] {
  const largest = ({ values }: Series): bigint =>
    values.reduce<bigint>((most, each) => (each !== null && each > most ? each : most), 0n);
  const size = (each: Series): bigint => each.total ?? largest(each);
  return [...series].sort(
    (a, b) => Number(a.isRest) - Number(b.isRest) || (size(b) > size(a) ? 1 : size(b) < size(a) ? -1 : 0),
  );
}
