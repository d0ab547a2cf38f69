import { CloseButton, Progress, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useExport } from 'tallyport/react';
import { ExportProgress, summaryOf } from '../exporting/export-progress.js';
import { useStartedExports } from '../exporting/started-exports.js';
import { useLabels } from '../session.js';
import { t } from '../texts/index.js';
import styles from './tray.module.css';

/** The exports of this browser that were put aside. They go on, and their files are downloaded, on any page. */
export function Tray(): ReactNode {
  const { asideIds, shownId } = useStartedExports();
  return (
    <>
      {shownId && <ExportProgress key={shownId} id={shownId} />}
      {asideIds.length > 0 && (
        <section aria-label={t.exporting.tray} className={styles.tray}>
          {asideIds.map((id) => (
            <TrayItem key={id} id={id} />
          ))}
        </section>
      )}
    </>
  );
}

function TrayItem({ id }: { readonly id: string }): ReactNode {
  const { show, forget } = useStartedExports();
  const { data, error } = useExport(id);
  const labels = useLabels();
  const isOver = data !== null && data.finishedAt !== null;
  return (
    <div className={styles.item}>
      <UnstyledButton className={styles.open} onClick={() => show(id)}>
        <Text truncate>{data?.file?.name ?? labels.ExportDataset[data?.dataset ?? 'USERS']}</Text>
        <Text size="xs" c="dimmed">
          {error ? error.message : data ? summaryOf(data, labels) : t.states.loading}
        </Text>
        {data && !isOver && <Progress value={data.progress.percent} size="xs" aria-label={summaryOf(data, labels)} />}
      </UnstyledButton>
      {(isOver || error) && <CloseButton size="sm" aria-label={t.actions.close} onClick={() => forget(id)} />}
    </div>
  );
}
