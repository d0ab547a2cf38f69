import { Group, Progress, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { hasEnded, type Import } from 'tallyport/client';
import { useImportActivity } from 'tallyport/react';
import { importAccess, type RecordDataset } from '../access.js';
import { instant } from '../format.js';
import { PageHead } from '../parts/page-head.js';
import { RecordTable } from '../parts/record-table.js';
import { StateWord } from '../parts/state-word.js';
import { Failed, Loading, NoPermission, Notice } from '../parts/states.js';
import { TextLink } from '../parts/text-link.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { progressOf } from './import-progress.js';
import { ImportStart } from './import-start.js';
import styles from './imports-page.module.css';

const shownImports = 100;

/** Starts imports, and lists the newest ones, live. */
export function ImportsPage(): ReactNode {
  const access = importAccess(useViewer());
  const datasets = (Object.keys(access) as RecordDataset[]).filter((dataset) => access[dataset].allowed);
  return (
    <>
      <PageHead title={t.pages.imports} />
      {datasets.length > 0 ? (
        <div className={styles.page}>
          <section aria-labelledby="new-import">
            <Title order={2} id="new-import" mt={8} mb={12}>
              {t.imports.new}
            </Title>
            <ImportStart datasets={datasets} />
          </section>
          <section aria-labelledby="imports">
            <Title order={2} id="imports" mt={24} mb={12}>
              {t.imports.history}
            </Title>
            <History />
          </section>
        </div>
      ) : (
        <NoPermission reason={access.USERS.reason} />
      )}
    </>
  );
}

function History(): ReactNode {
  const { data, error, retry } = useImportActivity({ first: shownImports });
  if (error) return <Failed error={error} onRetry={retry} />;
  if (!data) return <Loading rows={4} />;
  if (data.length === 0) return <Notice title={t.imports.empty} />;
  return (
    <RecordTable name={t.imports.history} heads={Object.values(t.imports.list).map((title) => ({ title }))}>
      {data.map((each) => (
        <Row key={each.id} of={each} />
      ))}
    </RecordTable>
  );
}

function Row({ of }: { readonly of: Import }): ReactNode {
  const { organization } = useViewer();
  const labels = useLabels();
  const isMoving = of.state === 'CHECKING' || of.state === 'APPLYING';
  return (
    <tr>
      <td className={styles.file}>
        <TextLink href={`/imports/${of.id}`}>{of.title}</TextLink>
        <Text size="xs" c="dimmed">
          {labels.ExportDataset[of.dataset]}
        </Text>
      </td>
      <td data-card="none">{of.requestedBy.displayName}</td>
      <td className={styles.state} data-card="side">
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
      <td data-card="side">{instant(of.requestedAt, organization.timezone)}</td>
    </tr>
  );
}
