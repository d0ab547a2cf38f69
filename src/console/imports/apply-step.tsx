import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { hasEnded, type Import, UndoImportDocument } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { Link, useLocation } from 'wouter';
import { ActionButton } from '../parts/action-button.js';
import { Failed } from '../parts/states.js';
import { useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { applyRefusal } from './action-refusals.js';
import type { ImportDetails, Plan } from './import-details.js';
import { ImportProgress } from './import-progress.js';
import { Step } from './step.js';

interface ApplyStepProps {
  readonly number: number;
  readonly title: string;
  readonly state: 'waiting' | 'current' | 'done';
  readonly of: Import;
  readonly details: ImportDetails;
}

/** Applies the plan, shows how far it is, and then what was applied, with the way back. */
export function ApplyStep({ of, details, ...step }: ApplyStepProps): ReactNode {
  const { plan } = details;
  const isOver = hasEnded(of) && details.appliedAt !== null;
  return (
    <>
      <Step {...step} summary={isOver && plan ? appliedOf(plan) : null}>
        {of.state === 'READY' ? plan && <Decision of={of} plan={plan} /> : <ImportProgress of={of} />}
      </Step>
      {hasEnded(of) && <Result of={of} details={details} />}
    </>
  );
}

/** Fewer rows than planned are applied if the import was canceled, has failed or has conflicts. */
function appliedOf({ applied, changed, created, removed }: Plan): string {
  const planned = changed + created + removed;
  return applied < planned
    ? t.imports.apply.appliedPart(applied, planned)
    : t.imports.apply.applied(changed, created, removed);
}

function Decision({ of, plan }: { readonly of: Import; readonly plan: NonNullable<ImportDetails['plan']> }): ReactNode {
  const tallyport = useTallyport();
  const viewer = useViewer();
  const apply = useMutation({ mutationFn: () => tallyport.applyImport(of.id) });
  const { changed, created, removed, failed } = plan;
  if (changed + created + removed === 0)
    return <Text>{failed > 0 ? t.imports.plan.onlyErrors(failed) : t.imports.plan.nothing}</Text>;
  return (
    <Stack gap="sm" align="flex-start">
      <Text>{t.imports.apply.sentence(changed, created, removed, failed)}</Text>
      <ActionButton refusal={applyRefusal(of, viewer)} loading={apply.isPending} onClick={() => apply.mutate()}>
        {t.imports.apply.what(changed + created + removed)}
      </ActionButton>
      {apply.error && <Failed error={apply.error} />}
    </Stack>
  );
}

const fileKinds = ['errors', 'undo', 'source'] as const;

/** What remains of an import that has ended: conflicts, its files, and undoing it. */
function Result({ of, details }: { readonly of: Import; readonly details: ImportDetails }): ReactNode {
  const tallyport = useTallyport();
  const [, navigate] = useLocation();
  const undo = useMutation({
    mutationFn: () => tallyport.mutate(UndoImportDocument, { id: of.id }),
    onSuccess: ({ undoImport: { id } }) => navigate(`/imports/${id}`),
  });
  const download = useMutation({
    mutationFn: (file: (typeof fileKinds)[number]) => tallyport.downloadImportFile(of.id, file),
  });
  const { plan, files, undoneByImport } = details;
  const error = undo.error ?? download.error;
  return (
    <Stack gap="sm" pt="md">
      {plan !== null && plan.conflicts > 0 && (
        <Text c="var(--warning)">{t.imports.apply.conflicts(plan.conflicts)}</Text>
      )}
      <Group gap="xs">
        {of.actions.undo && (
          <Button loading={undo.isPending} onClick={() => undo.mutate()}>
            {t.imports.apply.undo}
          </Button>
        )}
        {undoneByImport && (
          <Button component={Link} href={`/imports/${undoneByImport.id}`} variant="default">
            {t.imports.apply.undone}
          </Button>
        )}
        {of.actions.download &&
          fileKinds
            .filter((kind) => files[kind])
            .map((kind) => (
              <Button
                key={kind}
                variant="default"
                onClick={() => download.mutate(kind)}
                loading={download.isPending && download.variables === kind}
              >
                {t.imports.apply.files[kind]}
              </Button>
            ))}
      </Group>
      {error && <Failed error={error} />}
    </Stack>
  );
}
