import { Button, NativeSelect, SegmentedControl, Text } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { BarChart } from '../charts/bar-chart.js';
import { strokes } from '../charts/colors.js';
import { LineChart } from '../charts/line-chart.js';
import { CutText } from '../parts/cut-text.js';
import { TableRegion } from '../parts/table-region.js';
import { t } from '../texts/index.js';
import { chartOf, isNumber, measuresOf } from './answer-chart.js';
import { type AnswerTable, tablesOf, textOf } from './answer-table.js';
import styles from './answer-views.module.css';
import { csvOf } from './csv.js';

type View = 'json' | 'table' | 'chart';

/** More cells would make the page slow. The CSV file has all of them. */
const maxCells = 10_000;
const maxBars = 50;

/** The lists of an answer as a table, a chart and a CSV file. Shows nothing for an answer without lists. */
export function AnswerViews({ answer }: { readonly answer: string | null }): ReactNode {
  const [view, setView] = useState<View>('json');
  const [path, setPath] = useState<string | null>(null);
  const tables = useMemo(() => tablesIn(answer), [answer]);
  const table = tables.find((each) => each.path === path) ?? tables[0];
  if (!table) return null;
  return (
    <section className={styles.views} data-view={view} aria-label={t.explorer.answer}>
      <div className={styles.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t.explorer.view}
          value={view}
          onChange={(value) => setView(value as View)}
          data={Object.entries(t.explorer.views).map(([value, label]) => ({ value, label }))}
        />
        {view !== 'json' && tables.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t.explorer.list}
            value={table.path}
            data={tables.map((each) => ({ value: each.path, label: t.explorer.listOf(each.path, each.rows.length) }))}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
        )}
        <Button size="xs" variant="default" onClick={() => download(table)}>
          CSV
        </Button>
      </div>
      {view === 'table' && <Table key={table.path} table={table} />}
      {view === 'chart' && <Chart key={table.path} table={table} />}
    </section>
  );
}

function Table({ table: { path, columns, rows } }: { readonly table: AnswerTable }): ReactNode {
  const shown = rows.slice(0, Math.max(1, Math.floor(maxCells / columns.length)));
  return (
    <>
      <TableRegion name={t.explorer.listOf(path, rows.length)} className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  <CutText>{column}</CutText>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, at) => (
                  <td key={at} className={isNumber(cell) ? styles.number : undefined}>
                    <CutText>{textOf(cell)}</CutText>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
      {shown.length < rows.length && <Note>{t.explorer.firstRows(shown.length, rows.length)}</Note>}
    </>
  );
}

function Chart({ table }: { readonly table: AnswerTable }): ReactNode {
  const measures = useMemo(() => measuresOf(table), [table]);
  const [chosen, setChosen] = useState<string | null>(null);
  const measure = measures.find((each) => each === chosen) ?? measures[0];
  const chart = useMemo(() => measure && chartOf(table, measure), [table, measure]);
  if (!measure || !chart) return <Note>{t.explorer.noNumbers}</Note>;
  return (
    <div className={styles.chart}>
      {measures.length > 1 && (
        <NativeSelect
          size="xs"
          maw={240}
          label={t.statistics.measure}
          value={measure}
          data={measures}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      {chart.kind === 'lines' ? (
        <>
          <LineChart title={measure} labels={chart.labels} lines={chart.lines.slice(0, strokes.length)} />
          {chart.lines.length > strokes.length && <Note>{t.statistics.more(strokes.length, chart.lines.length)}</Note>}
        </>
      ) : (
        <>
          <BarChart title={measure} bars={chart.bars.slice(0, maxBars)} />
          {chart.bars.length > maxBars && <Note>{t.explorer.firstRows(maxBars, chart.bars.length)}</Note>}
        </>
      )}
    </div>
  );
}

const Note = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <Text size="xs" c="dimmed" p="xs">
    {children}
  </Text>
);

function tablesIn(answer: string | null): readonly AnswerTable[] {
  if (!answer) return [];
  try {
    return tablesOf((JSON.parse(answer) as { data?: unknown }).data);
  } catch {
    // What the editor shows while the answer is on its way.
    return [];
  }
}

function download({ path, columns, rows }: AnswerTable): void {
  const url = URL.createObjectURL(new Blob([csvOf(columns, rows)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${path.replaceAll('.', '-')}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
