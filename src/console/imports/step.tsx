import { Group, Text, UnstyledButton } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { t } from '../texts/index.js';
import styles from './import-page.module.css';

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly state: 'waiting' | 'current' | 'done';
  /** One line that remains when the step is done. */
  readonly summary?: ReactNode;
  /** Opens the content of a step that is done. */
  readonly toggle?: string;
  /** Whether a step that was opened stays so, although it cannot be toggled now. */
  readonly isBusy?: boolean;
  /** Whether the user has opened it, if others open it, too. */
  readonly opened?: readonly [boolean, (isOpened: boolean) => void];
  /** Whether the content stays while a step before this one is repeated. It cannot be used until then. */
  readonly isOutdated?: boolean;
  readonly children?: ReactNode;
}

/** One step of an import: open while it is the current one, and otherwise folded to one line. */
export function Step({
  number,
  title,
  state,
  summary,
  toggle,
  isBusy = false,
  opened,
  isOutdated = false,
  children,
}: StepProps): ReactNode {
  const id = useId();
  const own = useState(false);
  const [isOpened, setOpened] = opened ?? own;
  const isOpen = state === 'current' || isOutdated || (isOpened && (toggle !== undefined || isBusy));
  return (
    <section className={styles.step} data-state={state} aria-labelledby={id}>
      <span className={styles.number} aria-hidden>
        {state === 'done' ? '✓' : number}
      </span>
      <div className={styles.body}>
        <Group justify="space-between" gap="sm" wrap="nowrap" align="baseline">
          <Group gap="sm" align="baseline" className={styles.line}>
            <h2 id={id} className={styles.heading} aria-current={state === 'current' ? 'step' : undefined}>
              {title}
            </h2>
            <Text c="dimmed" className={styles.summary}>
              {summary}
            </Text>
          </Group>
          {state === 'done' && toggle !== undefined && (
            <UnstyledButton className={styles.toggle} aria-expanded={isOpen} onClick={() => setOpened(!isOpened)}>
              {isOpened ? t.imports.hide : toggle}
            </UnstyledButton>
          )}
        </Group>
        {isOpen && children && (
          <div className={styles.content} inert={isOutdated} aria-busy={isOutdated}>
            {children}
          </div>
        )}
      </div>
    </section>
  );
}
