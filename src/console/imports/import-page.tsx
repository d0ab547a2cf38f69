import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { hasEnded, type Import } from 'tallyport/client';
import { useImport, useTallyport } from 'tallyport/react';
import type { RouteComponentProps } from 'wouter';
import { instant } from '../format.js';
import { PageHead } from '../parts/page-head.js';
import { StateWord } from '../parts/state-word.js';
import { Failed, Loading, Notice } from '../parts/states.js';
import { TextLink } from '../parts/text-link.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { ApplyStep } from './apply-step.js';
import { ColumnMapping } from './column-mapping.js';
import { FileStep } from './file-step.js';
import { columnSummary, firstChoices } from './header-choices.js';
import { type ImportDetails, useImportDetails, useMappableColumns } from './import-details.js';
import styles from './import-page.module.css';
import { ImportProgress, progressOf } from './import-progress.js';
import { PlanView } from './plan-view.js';
import { ReadingOptions } from './reading-options.js';
import { Step } from './step.js';

/** One import, step by step: the file, its columns, the check, what changes, and applying it. */
export function ImportPage({ params: { id } }: RouteComponentProps<{ id: string }>): ReactNode {
  const live = useImport(id);
  const { details, error, retry } = useImportDetails(id, live.data);
  const isMissing = details === null || live.error?.code === 'NOT_FOUND' || live.error?.code === 'BAD_USER_INPUT';
  useMappableColumns(id, null); // Requested at once, and not after the import.
  if (isMissing)
    return <Notice title={t.imports.missing} action={<TextLink href="/imports">{t.imports.history}</TextLink>} />;
  const failure = error ?? live.error;
  if (failure)
    return (
      <Failed
        error={failure}
        onRetry={() => {
          retry();
          live.retry();
        }}
      />
    );
  if (!details || !live.data) return <Loading rows={8} />;
  return (
    <>
      <Head of={live.data} details={details} />
      <div className={styles.page}>
        <Problems of={live.data} details={details} />
        <Steps key={live.data.id} of={live.data} details={details} />
      </div>
    </>
  );
}

function Head({ of, details }: { readonly of: Import; readonly details: ImportDetails }): ReactNode {
  const tallyport = useTallyport();
  const labels = useLabels();
  const { organization } = useViewer();
  const cancel = useMutation({ mutationFn: () => tallyport.cancelImport(of.id) });
  const time = (iso: string): string => instant(iso, organization.timezone);
  return (
    <>
      <PageHead
        title={of.title}
        back={{ href: '/imports', title: t.pages.imports }}
        note={
          <>
            <Text>
              <StateWord state={of.state} label={labels.ImportState[of.state]} />
              {` · ${labels.ExportDataset[of.dataset]}`}
            </Text>
            <Text size="xs" c="dimmed">
              {t.imports.by(of.requestedBy.displayName, time(of.requestedAt))}
              {details.expiresAt &&
                ` · ${(hasEnded(of) ? t.imports.keptUntil : t.imports.waitsUntil)(time(details.expiresAt))}`}
            </Text>
          </>
        }
      >
        {of.actions.cancel && (
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t.imports.cancel}
          </Button>
        )}
      </PageHead>
      {cancel.error && <Failed error={cancel.error} />}
    </>
  );
}

/** Why an import has failed, or what to know before it is applied. */
function Problems({ of, details }: { readonly of: Import; readonly details: ImportDetails }): ReactNode {
  const labels = useLabels();
  const isWaiting = of.state === 'AWAITING_MAPPING' || of.state === 'READY';
  // The steps of the columns and of the changes show theirs.
  const warnings = details.warningDetails.filter(
    ({ code }) => isWaiting && code !== 'UNDECIDED_HEADERS' && !isAboutNames(code),
  );
  if (!of.failure && warnings.length === 0) return null;
  return (
    <Stack gap="sm">
      {of.failure && (
        <Alert color="red" variant="light" role="alert" title={labels.ImportState[of.state]}>
          <Text size="md">{of.failure.message}</Text>
        </Alert>
      )}
      {warnings.map(({ message }) => (
        <Text key={message} className={styles.warning}>
          {message}
        </Text>
      ))}
    </Stack>
  );
}

/** Whether a warning is about the names that a plan creates. */
const isAboutNames = (code: string): boolean => code === 'SIMILAR_NAME' || code === 'MORE_SIMILAR_NAMES';

/** Warnings of the plan count the cells that have one. */
const warnedCellsOf = ({ warningDetails }: ImportDetails): number =>
  warningDetails
    .flatMap(({ parameters }) => parameters)
    .reduce((sum, { name, value }) => sum + (name === 'cells' ? Number(value) : 0), 0);

const stepNames = ['file', 'columns', 'check', 'changes', 'apply'] as const;
type StepName = (typeof stepNames)[number];

const stepOfState: Partial<Record<Import['state'], StepName>> = {
  AWAITING_FILE: 'file',
  AWAITING_MAPPING: 'columns',
  CHECKING: 'check',
  READY: 'changes',
  APPLYING: 'apply',
  COMPLETED: 'apply',
};

/** Where an import is, or how far it came. */
const stepOf = ({ state }: Import, { appliedAt, plan, columns }: ImportDetails): StepName =>
  stepOfState[state] ?? (appliedAt ? 'apply' : plan ? 'changes' : columns ? 'check' : 'file');

function Steps({ of, details }: { readonly of: Import; readonly details: ImportDetails }): ReactNode {
  const columns = useMappableColumns(of.id, of.dataset);
  const [isOpened, setOpened] = useState(false);
  const checked = useRef(of);
  if (of.state !== 'CHECKING') checked.current = of;
  const current = stepNames.indexOf(stepOf(of, details));
  const stateOf = (name: StepName): 'waiting' | 'current' | 'done' => {
    const at = stepNames.indexOf(name);
    if (at > current) return 'waiting';
    if (at < current || of.state === 'COMPLETED') return 'done';
    return hasEnded(of) ? 'waiting' : 'current';
  };
  const isUndo = of.undoOf !== null;
  const { plan } = details;
  const rows = plan && plan.created + plan.changed + plan.unchanged + plan.failed + plan.removed;
  const names = stepNames.filter((name) => !isUndo || (name !== 'file' && name !== 'columns'));
  const step = (name: StepName): { number: number; title: string; state: ReturnType<typeof stateOf> } => ({
    number: names.indexOf(name) + 1,
    title: t.imports.steps[name],
    state: stateOf(name),
  });
  return (
    <div className={styles.steps}>
      {isUndo ? (
        details.undoOfImport && (
          <Text pb="md">
            <TextLink href={`/imports/${details.undoOfImport.id}`}>
              {t.imports.undoOf(details.undoOfImport.title)}
            </TextLink>
          </Text>
        )
      ) : (
        <>
          <FileStep {...step('file')} of={of} details={details} />
          <Step
            {...step('columns')}
            // The list of the open step has the same line for what is chosen in it.
            summary={
              stateOf('columns') === 'done' && columns && details.columns
                ? columnSummary(firstChoices(details.columns, columns))
                : null
            }
            // After another reading, the file is checked again while the step stays open.
            isBusy={of.state === 'CHECKING'}
            opened={[isOpened, setOpened]}
            {...(of.actions.map && of.state === 'READY' ? { toggle: t.imports.change } : {})}
          >
            <Stack gap="lg">
              <ReadingOptions of={of} details={details} onRead={() => setOpened(true)} />
              {columns && details.columns && details.columns.length > 0 && (
                // Starts from the decisions of the newest version.
                <ColumnMapping key={details.version} of={of} columns={details.columns} targets={columns} />
              )}
            </Stack>
          </Step>
        </>
      )}
      <Step {...step('check')} summary={stateOf('check') === 'done' && rows !== null ? t.imports.checked(rows) : null}>
        <ImportProgress of={of} />
      </Step>
      <Step
        {...step('changes')}
        summary={stateOf('changes') === 'done' ? progressOf(of).join(' · ') : null}
        {...(plan ? { toggle: t.imports.show } : {})}
        // The plan before stays until the file is checked again.
        isOutdated={of.state === 'CHECKING' && plan !== null}
      >
        {plan && (
          <PlanView
            of={checked.current}
            plan={plan}
            warnedCells={warnedCellsOf(details)}
            warnings={details.warningDetails.flatMap(({ code, message }) => (isAboutNames(code) ? message : []))}
          />
        )}
      </Step>
      <ApplyStep
        {...step('apply')}
        state={of.state === 'READY' ? 'current' : stateOf('apply')}
        of={of}
        details={details}
      />
    </div>
  );
}
