import { Button, Group, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import {
  ApproveExportRequestDocument,
  CancelExportRequestDocument,
  DeclineExportRequestDocument,
  type ExportRequest,
} from 'tallyport/client';
import { useExportRequests, useTallyport } from 'tallyport/react';
import { Link, type RouteComponentProps } from 'wouter';
import { exportAccess } from '../access.js';
import { ExportDialog } from '../exporting/export-dialog.js';
import { instant } from '../format.js';
import { ChangeDialog } from '../parts/change-dialog.js';
import { PageHead } from '../parts/page-head.js';
import { StateWord } from '../parts/state-word.js';
import { Failed, Loading, Notice } from '../parts/states.js';
import { selectionFacts, SelectionNames, SelectionWords } from '../selections/selection-words.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import styles from './requests-page.module.css';

const shownRequests = 100;
const none: readonly ExportRequest[] = [];

/** The newest export requests, live: for the owner of all users, for others their own. */
export function RequestsPage({ params: { id } }: RouteComponentProps<{ id?: string }>): ReactNode {
  const viewer = useViewer();
  const [isAsking, setAsking] = useState(false);
  const { data, error, retry } = useExportRequests({ first: shownRequests });
  const mayAsk = !exportAccess(viewer).USERS.allowed && viewer.can.requestExport.allowed;
  return (
    <>
      <PageHead title={t.requests.title} back={{ href: '/exports', title: t.pages.exports }}>
        {mayAsk && <Button onClick={() => setAsking(true)}>{t.requests.ask}…</Button>}
      </PageHead>
      {isAsking && (
        <ExportDialog
          dataset="USERS"
          count={null}
          selection={{ filter: null, excludeIds: [] }}
          onClose={() => setAsking(false)}
        />
      )}
      {error && <Failed error={error} onRetry={retry} />}
      {!data && !error && <Loading rows={6} />}
      {data?.length === 0 && <Notice title={t.requests.empty} />}
      <SelectionNames of={data ?? none}>
        <ul className={styles.list}>
          {data?.map((each) => (
            <Request key={each.id} of={each} isCurrent={each.id === id} />
          ))}
        </ul>
      </SelectionNames>
    </>
  );
}

function Request({ of, isCurrent }: { readonly of: ExportRequest; readonly isCurrent: boolean }): ReactNode {
  const { organization } = useViewer();
  const labels = useLabels();
  const what = [
    labels.ExportDataset[of.dataset],
    labels.ExportFormat[of.format],
    ...(of.columns ? [t.requests.columns(of.columns.length)] : []),
    ...selectionFacts(of.selection, labels),
  ].join(' · ');
  return (
    <li className={styles.request} aria-current={isCurrent || undefined}>
      <div className={styles.text}>
        <Text fw={600}>{what}</Text>
        <SelectionWords of={of} />
        {of.reason && <Text className={styles.reason}>{of.reason}</Text>}
        <Text size="xs" c="dimmed">
          {t.requests.by(of.requestedBy.displayName, instant(of.requestedAt, organization.timezone))}
        </Text>
      </div>
      <div>
        <StateWord state={of.state} label={labels.ExportRequestState[of.state]} />
        {of.state === 'DECLINED' && (
          <Text size="xs" c="dimmed">
            {t.requests.declined(of.decidedBy?.displayName ?? '', of.declineReason ?? '')}
          </Text>
        )}
      </div>
      <Decision of={of} />
    </li>
  );
}

/** What the viewer can do about a request. */
function Decision({ of }: { readonly of: ExportRequest }): ReactNode {
  const tallyport = useTallyport();
  const { can, user } = useViewer();
  const [isDeclining, setDeclining] = useState(false);
  const approve = useMutation({ mutationFn: () => tallyport.mutate(ApproveExportRequestDocument, { id: of.id }) });
  const withdraw = useMutation({ mutationFn: () => tallyport.mutate(CancelExportRequestDocument, { id: of.id }) });
  const error = approve.error ?? withdraw.error;
  const isOpen = of.state === 'OPEN';
  return (
    <div className={styles.actions}>
      <Group gap={4} justify="flex-end" wrap="nowrap">
        {isOpen && can.approveExports.allowed && (
          <>
            <Button size="compact-sm" loading={approve.isPending} onClick={() => approve.mutate()}>
              {t.requests.approve}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setDeclining(true)}>
              {t.requests.decline}…
            </Button>
          </>
        )}
        {isOpen && of.requestedBy.id === user.id && (
          <Button size="compact-sm" variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t.requests.withdraw}
          </Button>
        )}
        {of.export && (
          <Button size="compact-sm" variant="default" component={Link} href={`/exports/${of.export.id}`}>
            {t.requests.open}
          </Button>
        )}
      </Group>
      {isDeclining && isOpen && <Decline of={of} onClose={() => setDeclining(false)} />}
      {error && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error.message}
        </Text>
      )}
    </div>
  );
}

function Decline({ of, onClose }: { readonly of: ExportRequest; readonly onClose: () => void }): ReactNode {
  const tallyport = useTallyport();
  const [reason, setReason] = useState('');
  return (
    <ChangeDialog
      title={t.requests.decline}
      action={t.requests.decline}
      change={() => tallyport.mutate(DeclineExportRequestDocument, { id: of.id, reason: reason.trim() || null })}
      onClose={onClose}
    >
      {() => (
        <Textarea
          data-autofocus
          label={t.requests.declineReason}
          maxLength={1000}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
    </ChangeDialog>
  );
}
