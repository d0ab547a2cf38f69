import { Button, Modal, Progress, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Export, hasEnded } from 'tallyport/client';
import { useExport, useTallyport } from 'tallyport/react';
import { Link } from 'wouter';
import { bytes, count, duration, instant } from '../format.js';
import type { Labels } from '../labels.js';
import { DialogButtons } from '../parts/dialog-buttons.js';
import { Spoken } from '../parts/spoken.js';
import { Failed, Loading } from '../parts/states.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { useStartedExports } from './started-exports.js';

/** The dialog of a running export, and of what became of it. */
export function ExportProgress({ id }: { readonly id: string }): ReactNode {
  const { show, forget } = useStartedExports();
  const { data, error, retry } = useExport(id);
  const labels = useLabels();
  const close = (): void => (data && hasEnded(data) ? forget(id) : show(null));
  const title = data?.file
    ? t.exporting.ready(data.file.name)
    : data && hasEnded(data)
      ? labels.ExportState[data.state]
      : t.exporting.running(data?.progress.rowsTotal ?? null);
  return (
    <Modal opened onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': t.actions.close }}>
      {error && <Failed error={error} onRetry={retry} />}
      {!data && !error && <Loading rows={2} />}
      {data && (hasEnded(data) ? <Ended of={data} /> : <Running of={data} />)}
    </Modal>
  );
}

function Running({ of }: { readonly of: Export }): ReactNode {
  const { show, startedIds } = useStartedExports();
  const tallyport = useTallyport();
  const labels = useLabels();
  const cancel = useMutation({ mutationFn: () => tallyport.cancelExport(of.id) });
  return (
    <Stack gap="md">
      <Progress value={of.progress.percent} aria-label={labels.ExportState[of.state]} />
      <Text>{summaryOf(of, labels)}</Text>
      <Spoken text={summaryOf(of, labels)} />
      {startedIds.includes(of.id) && <Text c="dimmed">{t.exporting.goOn}</Text>}
      {cancel.error && <Failed error={cancel.error} />}
      <DialogButtons>
        {of.actions.cancel && (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t.exporting.cancel}
          </Button>
        )}
        <Button onClick={() => show(null)}>{t.actions.putAside}</Button>
      </DialogButtons>
    </Stack>
  );
}

function Ended({ of }: { readonly of: Export }): ReactNode {
  const { add, forget, downloadedIds } = useStartedExports();
  const { organization } = useViewer();
  const labels = useLabels();
  const tallyport = useTallyport();
  const download = useMutation({ mutationFn: () => tallyport.downloadExport(of.id) });
  const retry = useMutation({
    mutationFn: () => tallyport.retryExport(of.id),
    onSuccess: ({ id }) => {
      forget(of.id);
      add(id);
    },
  });
  return (
    <Stack gap="md">
      {of.file ? (
        <>
          <Text>{t.exporting.facts(of.file.rows, bytes(Number(of.file.bytes)))}</Text>
          {of.expiresAt && (
            <Text c="dimmed">{t.exporting.keptUntil(instant(of.expiresAt, organization.timezone))}</Text>
          )}
          {(download.isSuccess || downloadedIds.includes(of.id)) && <Text role="status">{t.exporting.downloaded}</Text>}
        </>
      ) : (
        <Text role="status">{of.failure?.message ?? labels.ExportState[of.state]}</Text>
      )}
      {of.warnings.map((warning) => (
        <Text key={warning} c="var(--warning)">
          {warning}
        </Text>
      ))}
      {(download.error ?? retry.error) && <Failed error={(download.error ?? retry.error)!} />}
      <DialogButtons>
        <Button component={Link} href="/exports" variant="default" onClick={() => forget(of.id)}>
          {t.exporting.all}
        </Button>
        {of.actions.download && (
          <Button loading={download.isPending} onClick={() => download.mutate()}>
            {downloadedIds.includes(of.id) ? t.actions.downloadAgain : t.actions.download}
          </Button>
        )}
        {!of.file && of.actions.retry && (
          <Button loading={retry.isPending} onClick={() => retry.mutate()}>
            {t.actions.retry}
          </Button>
        )}
      </DialogButtons>
    </Stack>
  );
}

/** One line about where an export is. */
export function summaryOf({ state, progress, failure, file }: Export, labels: Labels): string {
  if (state === 'QUEUED') return t.exporting.queued(progress.queuePosition);
  if (state === 'COMPLETED' && file) return t.exporting.facts(file.rows, bytes(Number(file.bytes)));
  if (state !== 'RUNNING') return failure?.message ?? labels.ExportState[state];
  const { phase, rowsDone, rowsTotal, secondsLeft } = progress;
  return [
    phase === null ? labels.ExportState.RUNNING : labels.ExportPhase[phase],
    rowsTotal === null ? count(rowsDone) : t.exporting.progress(count(rowsDone), count(rowsTotal)),
    ...(secondsLeft === null ? [] : [t.exporting.left(duration(secondsLeft))]),
  ].join(' · ');
}
