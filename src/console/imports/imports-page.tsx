import { Group, Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { hasEnded, type Import } from 'tallyport/client';
import { useImportActivity } from 'tallyport/react';
import { Link } from 'wouter';
import { instant } from '../format.js';
import { StateWord } from '../parts/state-word.js';
import { Failed, Loading, NoPermission, Notice } from '../parts/states.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { importAccess, type ImportedDataset } from './import-access.js';
import { progressOf } from './import-progress.js';
import { ImportStart } from './import-start.js';
import styles from './imports-page.module.css';

const shownImports = 100;

/** Starts imports, and lists the newest ones, live. */
export function ImportsPage(): ReactNode {
  const access = importAccess(useViewer());
  const datasets = (Object.keys(access) as ImportedDataset[]).filter((dataset) => access[dataset].allowed);
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>{t.pages.imports}</h1>
      {datasets.length > 0 ? (
        <>
          <section aria-labelledby="new-import">
            <h2 id="new-import" className={styles.heading}>
              {t.imports.new}
            </h2>
            <ImportStart datasets={datasets} />
          </section>
          <section aria-labelledby="imports">
            <h2 id="imports" className={styles.heading}>
              {t.imports.history}
            </h2>
            <History />
          </section>
        </>
      ) : (
        <NoPermission reason={access.USERS.reason} />
      )}
    </div>
  );
}

function History(): ReactNode {
  const { data, error, retry } = useImportActivity({ first: shownImports });
  if (error) return <Failed error={error} onRetry={retry} />;
  if (!data) return <Loading rows={4} />;
  if (data.length === 0) return <Notice title={t.imports.empty} />;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {Object.entries(t.imports.list).map(([key, title]) => (
            <th key={key}>{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.map((each) => (
          <Row key={each.id} of={each} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ of }: { readonly of: Import }): ReactNode {
  const { organization } = useViewer();
  const labels = useLabels();
  const isMoving = of.state === 'CHECKING' || of.state === 'APPLYING';
  return (
    <tr>
      <td className={styles.file}>
        <Link href={`/imports/${of.id}`} className={styles.link} title={of.fileName}>
          {of.fileName}
        </Link>
        <Text size="xs" c="dimmed">
          {labels.ExportDataset[of.dataset]}
        </Text>
      </td>
      <td>{of.requestedBy.displayName}</td>
      <td className={styles.state}>
        <StateWord state={of.state} label={labels.ImportState[of.state]} />
        {isMoving && (
          <Progress size="xs" mt={4} value={of.progress.percent} aria-label={labels.ImportState[of.state]} />
        )}
        {of.failure && (
          <Text size="xs" c="dimmed">
            {of.failure.message}
          </Text>
        )}
      </td>
      <td>
        <Group gap={8}>
          {(hasEnded(of) || of.plan || isMoving) && progressOf(of).map((text) => <span key={text}>{text}</span>)}
        </Group>
      </td>
      <td>{instant(of.requestedAt, organization.timezone)}</td>
    </tr>
  );
}
