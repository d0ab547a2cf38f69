import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ExportFilterInput } from 'tallyport/client';
import { exportAccess, type RecordDataset } from '../access.js';
import { ExportDialog } from '../exporting/export-dialog.js';
import { ActionButton } from '../parts/action-button.js';
import { Failed, Loading, Notice } from '../parts/states.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { Filters } from './filters.js';
import type { ListColumn } from './list-column.js';
import type { ListPages } from './list-pages.js';
import type { ListState } from './list-state.js';
import { ListTable } from './list-table.js';
import styles from './record-list.module.css';
import { useRowSelection } from './row-selection.js';

export interface RecordListProps<Row extends { readonly id: string }, Field extends string> {
  readonly dataset: RecordDataset;
  readonly columns: readonly ListColumn<Row, Field>[];
  readonly pages: ListPages<Row>;
  readonly state: Pick<ListState<string, Field>, 'isFiltered' | 'order' | 'setOrder' | 'clear'>;
  /** The filter of the rows, for an export of all that match. Null: all rows. */
  readonly filter: ExportFilterInput | null;
  /** The fields of the filter. */
  readonly filters: ReactNode;
  /** What a row is called in its checkbox. */
  readonly nameOf: (row: Row) => string;
}

/** A list of records with its filters. The viewer selects some, or all that match, to export them. */
export function RecordList<Row extends { readonly id: string }, Field extends string>({
  dataset,
  columns,
  pages: { rows, total, error, retry, readMore },
  state,
  filter,
  filters,
  nameOf,
}: RecordListProps<Row, Field>): ReactNode {
  const { ExportDataset } = useLabels();
  const [isExporting, setExporting] = useState(false);
  const selection = useRowSelection(JSON.stringify(filter));
  const { selected } = selection;
  const exceptCount = 'except' in selected ? selected.except.size : 0;
  const count = 'ids' in selected ? selected.ids.size : total - exceptCount;
  const words = exceptCount > 0 ? t.selection.allExcept(exceptCount, count) : t.selection.selected(count);
  return (
    <>
      <Filters active={foldedCount(Object.values(filter ?? {}))}>{filters}</Filters>
      {error && <Failed error={error} onRetry={retry} />}
      {!rows ? (
        !error && <Loading rows={12} />
      ) : total === 0 ? (
        <Notice
          title={(state.isFiltered ? t.lists.noMatch : t.lists.empty)[dataset]}
          action={
            state.isFiltered && (
              <Button variant="default" onClick={state.clear}>
                {t.lists.clearFilter}
              </Button>
            )
          }
        />
      ) : (
        <ListTable
          name={ExportDataset[dataset]}
          columns={columns}
          rows={rows}
          nameOf={nameOf}
          order={state.order}
          onOrder={state.setOrder}
          onEnd={readMore}
          isTicked={selection.isTicked}
          onTick={selection.tick}
          onTickLoaded={selection.tickLoaded}
        />
      )}
      {count > 0 && (
        <Group className={styles.bar} component="aside" aria-label={words}>
          <Text role="status">{words}</Text>
          {count < total && (
            <Button variant="white" size="xs" onClick={selection.selectAll}>
              {t.selection.selectAll(total)}
            </Button>
          )}
          <ExportButton dataset={dataset} count={count} onClick={() => setExporting(true)} />
          <Button variant="transparent" c="white" size="xs" onClick={selection.clear}>
            {t.actions.clear}
          </Button>
        </Group>
      )}
      {isExporting && (
        <ExportDialog
          dataset={dataset}
          count={count}
          selection={'ids' in selected ? { ids: [...selected.ids] } : { filter, excludeIds: [...selected.except] }}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  );
}

/** The filters that a phone folds. The search stays in view, and the page says whose records it has. */
const foldedCount = (filters: readonly object[]): number =>
  filters
    .flatMap((filter) => Object.entries(filter))
    .reduce((sum, [field, value]) => {
      if (field === 'search' || field === 'userIds') return sum;
      return sum + (field === 'users' ? foldedCount([value]) : 1);
    }, 0);

interface ExportButtonProps {
  readonly dataset: RecordDataset;
  readonly count: number;
  readonly onClick: () => void;
}

/** Opens the dialog of exports, or of requests for those who may not export themselves. */
function ExportButton({ dataset, count, onClick }: ExportButtonProps): ReactNode {
  const viewer = useViewer();
  const { allowed, reason } = exportAccess(viewer)[dataset];
  return (
    <ActionButton
      variant="white"
      size="xs"
      refusal={allowed || viewer.can.requestExport.allowed ? null : reason}
      onClick={onClick}
    >
      {(allowed ? t.exporting.export : t.requests.askFor)[dataset](count)}
    </ActionButton>
  );
}
