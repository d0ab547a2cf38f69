import { Progress, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Import } from 'tallyport/client';
import { count, duration } from '../format.js';
import { Spoken } from '../parts/spoken.js';
import { useLabels } from '../session.js';
import { t } from '../texts/index.js';

/** What becomes of the rows: the counts that are not zero. */
export function progressOf({ plan, progress }: Import): string[] {
  const counts = plan ?? progress;
  return (['created', 'changed', 'removed', 'unchanged', 'failed'] as const)
    .map((kind) => [kind, counts[kind] ?? 0] as const)
    .filter(([, rows]) => rows > 0)
    .map(([kind, rows]) => t.imports.counts[kind](rows));
}

/** The bar of an import that is checked or applied, with the counts so far. */
export function ImportProgress({ of }: { readonly of: Import }): ReactNode {
  const labels = useLabels();
  const { phase, percent, rowsDone, rowsTotal, secondsLeft, queuePosition } = of.progress;
  const line = [
    of.state === 'CANCELLING'
      ? labels.ImportState.CANCELLING
      : queuePosition !== null
        ? t.imports.queued(queuePosition)
        : labels.ImportPhase[phase],
    ...(rowsTotal !== null
      ? [t.exporting.progress(count(rowsDone), count(rowsTotal))]
      : rowsDone > 0
        ? [count(rowsDone)]
        : []),
    ...(secondsLeft === null ? [] : [t.exporting.left(duration(secondsLeft))]),
  ].join(' · ');
  return (
    <Stack gap="xs">
      <Progress value={percent} aria-label={labels.ImportState[of.state]} />
      <Text>{line}</Text>
      <Text c="dimmed">{progressOf(of).join(' · ')}</Text>
      <Spoken text={line} />
    </Stack>
  );
}
