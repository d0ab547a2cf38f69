import { Button, Group, Modal, Progress, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Export, hasEnded } from 'tallyport/client';
import { useExport, useTallyport } from 'tallyport/react';
import { Link } from 'wouter';
import { bytes, count, duration, instant } from '../format.js';
import { Failed, Loading } from '../parts/states.js';
import { useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { useStartedExports } from './started-exports.js';

/** The dialog of a running export, and of what became of it. */
export function ExportProgress({ id }: { readonly id: string }): ReactNode {
  const { show, forget } = useStartedExports();
  const { data, error, retry } = useExport(id);
  const close = (): void => (data && hasEnded(data) ? forget(id) : show(null));
  const title = data?.file
    ? t.exporting.ready(data.file.name)
    : data && hasEnded(data)
      ? t.exports.states[data.state]
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
  const cancel = useMutation({ mutationFn: () => tallyport.cancelExport(of.id) });
  return (
    <Stack gap="md">
      <Progress value={of.progress.percent} aria-label={t.exports.states[of.state]} />
      <Text>{summaryOf(of)}</Text>
      <Spoken text={summaryOf(of)} />
      {startedIds.includes(of.id) && <Text c="dimmed">{t.exporting.goOn}</Text>}
      {cancel.error && <Failed error={cancel.error} />}
      <Group justify="flex-end">
        <Button
          variant="default"
          disabled={!of.actions.cancel}
          loading={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          {t.exporting.cancel}
        </Button>
        <Button onClick={() => show(null)}>{t.actions.putAside}</Button>
      </Group>
    </Stack>
  );
}

function Ended({ of }: { readonly of: Export }): ReactNode {
  const { add, forget, downloadedIds } = useStartedExports();
  const { organization } = useViewer();
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
        <Text role="status">{of.failure?.message ?? t.exports.states[of.state]}</Text>
      )}
      {of.warnings.map((warning) => (
        <Text key={warning} c="var(--warning)">
          {warning}
        </Text>
      ))}
      {(download.error ?? retry.error) && <Failed error={(download.error ?? retry.error)!} />}
      <Group justify="flex-end">
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
      </Group>
    </Stack>
  );
}

/** Reads a text to screen readers, at most every five seconds. */
function Spoken({ text }: { readonly text: string }): ReactNode {
  const [spoken, setSpoken] = useState(text);
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const timer = setInterval(() => setSpoken(latest.current), 5000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span
      role="status"
      style={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}
    >
      {spoken}
    </span>
  );
}

/** One line about where an export is. */
export function summaryOf({ state, progress, failure, file }: Export): string {
  if (state === 'QUEUED') return t.exporting.queued(progress.queuePosition);
  if (state === 'COMPLETED' && file) return t.exporting.facts(file.rows, bytes(Number(file.bytes)));
  if (state !== 'RUNNING') return failure?.message ?? t.exports.states[state];
  const { phase, rowsDone, rowsTotal, secondsLeft } = progress;
  return [
    phase === null ? t.exports.states.RUNNING : t.exporting.phases[phase],
    rowsTotal === null ? count(rowsDone) : t.exporting.progress(count(rowsDone), count(rowsTotal)),
    ...(secondsLeft === null ? [] : [t.exporting.left(duration(secondsLeft))]),
  ].join(' · ');
}
