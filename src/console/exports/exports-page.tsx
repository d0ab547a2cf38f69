import { Button, Group, Progress, SegmentedControl, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { type Export, hasEnded } from 'tallyport/client';
import { useExportActivity, useTallyport } from 'tallyport/react';
import { Link, type RouteComponentProps } from 'wouter';
import { summaryOf } from '../exporting/export-progress.js';
import { shownExports, useStartedExports } from '../exporting/started-exports.js';
import { bytes, count, duration, instant } from '../format.js';
import { DeleteExportFileDocument, ExportSelectionsDocument, type ExportSelectionsResult } from '../generated.js';
import { Confirm } from '../parts/confirm.js';
import { PageHead } from '../parts/page-head.js';
import { numberCell, RecordTable } from '../parts/record-table.js';
import { StateWord } from '../parts/state-word.js';
import { Failed, Loading, Notice } from '../parts/states.js';
import { selectionFacts, SelectionNames, SelectionWords } from '../selections/selection-words.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import styles from './exports-page.module.css';
import { FullExport } from './full-export.js';

const groups = {
  all: () => true,
  under: (each) => !hasEnded(each),
  done: ({ state }) => state === 'COMPLETED' || state === 'EXPIRED',
  failed: ({ state }) => state === 'FAILED' || state === 'CANCELLED',
} satisfies Record<string, (each: Export) => boolean>;

/** The way to the export requests, and the owner's export of all data. */
function ExportTools(): ReactNode {
  const { can } = useViewer();
  const [isOpen, setOpen] = useState(false);
  return (
    <Group gap="xs" flex={1}>
      <Button component={Link} href="/export-requests" size="xs" variant="default">
        {t.requests.title}
      </Button>
      {can.exportAll.allowed && (
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          {t.fullExport.title}…
        </Button>
      )}
      {isOpen && <FullExport onClose={() => setOpen(false)} />}
    </Group>
  );
}

/** The newest exports, live. With an id in the address, as in mails, the dialog of that export is open. */
export function ExportsPage({ params: { id } }: RouteComponentProps<{ id?: string }>): ReactNode {
  const { show } = useStartedExports();
  useEffect(() => {
    if (id !== undefined) show(id);
  }, [id, show]);
  const [group, setGroup] = useState<keyof typeof groups>('all');
  const { data, error, retry } = useExportActivity({ first: shownExports });
  const tallyport = useTallyport();
  const newest = data?.[0]?.id ?? null;
  // What was asked never changes, so it is read once for each new export.
  const selections = useQuery({
    queryKey: ['selections', newest],
    queryFn: ({ signal }) => tallyport.query(ExportSelectionsDocument, { first: shownExports }, { signal }),
    enabled: newest !== null,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  const requested = useMemo(() => selections.data?.exports.nodes ?? [], [selections.data]);
  const requestedOf = new Map(requested.map((each) => [each.id, each]));
  const rows = data?.filter(groups[group]) ?? [];
  return (
    <>
      <PageHead title={t.pages.exports}>
        <ExportTools />
        <SegmentedControl
          size="xs"
          aria-label={t.exports.columns.state}
          value={group}
          onChange={(value) => setGroup(value as keyof typeof groups)}
          data={Object.entries(t.exports.groups).map(([value, label]) => ({ value, label }))}
        />
      </PageHead>
      {error && <Failed error={error} onRetry={retry} />}
      {!data && !error && <Loading rows={8} />}
      {data && rows.length === 0 && <Notice title={data.length === 0 ? t.exports.empty : t.exports.emptyGroup} />}
      {rows.length > 0 && (
        <RecordTable
          name={t.pages.exports}
          scroll="page"
          heads={Object.entries(t.exports.columns).map(([key, title]) => ({
            title,
            isNumber: key === 'rows' || key === 'size',
          }))}
        >
          <SelectionNames of={requested}>
            {rows.map((each) => (
              <Row key={each.id} of={each} requested={requestedOf.get(each.id) ?? null} />
            ))}
          </SelectionNames>
        </RecordTable>
      )}
    </>
  );
}

interface RowProps {
  readonly of: Export;
  /** Null until it is read. */
  readonly requested: ExportSelectionsResult['exports']['nodes'][number] | null;
}

function Row({ of, requested }: RowProps): ReactNode {
  const { organization } = useViewer();
  const labels = useLabels();
  const { state, file, progress } = of;
  const what = [
    labels.ExportDataset[of.dataset],
    labels.ExportFormat[of.format],
    ...(requested ? selectionFacts(requested.selection, labels) : []),
  ].join(' · ');
  const secondsKept = of.expiresAt ? (new Date(of.expiresAt).getTime() - Date.now()) / 1000 : 0;
  return (
    <tr>
      <td className={styles.what}>
        <Text>{what}</Text>
        {requested && <SelectionWords of={requested} />}
        <Text size="xs" c="dimmed">
          {t.exports.requested(instant(of.requestedAt, organization.timezone))}
        </Text>
      </td>
      <td>{of.requestedBy.displayName}</td>
      <td className={styles.state} data-card="side">
        <StateWord state={state} label={labels.ExportState[state]} />
        {!hasEnded(of) && (
          <>
            <Progress size="xs" mt={4} value={progress.percent} aria-label={labels.ExportState[state]} />
            <Text size="xs" c="dimmed">
              {summaryOf(of, labels)}
            </Text>
          </>
        )}
        {of.failure && (
          <Text size="xs" c="dimmed">
            {of.failure.message}
          </Text>
        )}
      </td>
      <td className={numberCell} data-card="none">
        {file ? count(file.rows) : ''}
      </td>
      <td className={numberCell} data-card="none">
        {file ? bytes(Number(file.bytes)) : ''}
      </td>
      <td data-card="side">
        {state === 'COMPLETED' && secondsKept > 0 ? t.exports.deleted(duration(secondsKept)) : ''}
      </td>
      <td data-card="wide">
        <Actions of={of} />
      </td>
    </tr>
  );
}

function Actions({ of }: { readonly of: Export }): ReactNode {
  const tallyport = useTallyport();
  const { add } = useStartedExports();
  const download = useMutation({ mutationFn: () => tallyport.downloadExport(of.id) });
  const cancel = useMutation({ mutationFn: () => tallyport.cancelExport(of.id) });
  const remove = useMutation({ mutationFn: () => tallyport.mutate(DeleteExportFileDocument, { id: of.id }) });
  const retry = useMutation({ mutationFn: () => tallyport.retryExport(of.id), onSuccess: ({ id }) => add(id) });
  const [isDeleting, setDeleting] = useState(false);
  const error = download.error ?? cancel.error ?? remove.error ?? retry.error;
  const actions = [
    { can: of.actions.download, does: download, text: t.actions.download },
    { can: of.actions.cancel, does: cancel, text: t.actions.cancel },
    { can: of.actions.retry, does: retry, text: t.exports.retry },
  ].filter(({ can }) => can);
  return (
    <>
      <Group gap={4} wrap="nowrap">
        {actions.map(({ does, text }) => (
          <Button key={text} size="compact-xs" variant="default" loading={does.isPending} onClick={() => does.mutate()}>
            {text}
          </Button>
        ))}
        {of.actions.delete && (
          <Button size="compact-xs" variant="default" loading={remove.isPending} onClick={() => setDeleting(true)}>
            {t.actions.delete}…
          </Button>
        )}
      </Group>
      {isDeleting && (
        <Confirm action={t.actions.delete} onConfirm={() => remove.mutate()} onClose={() => setDeleting(false)}>
          {t.exports.willBeLost(of.file?.name ?? '', of.file?.rows ?? 0)}
        </Confirm>
      )}
      {error && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error.message}
        </Text>
      )}
    </>
  );
}
