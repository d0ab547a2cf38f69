import { Button, type ButtonProps, Text } from '@mantine/core';
import { type ComponentProps, type ReactNode, useId } from 'react';
import styles from './action-button.module.css';

interface ActionButtonProps
  extends Omit<ButtonProps, 'disabled'>, Pick<ComponentProps<'button'>, 'type' | 'onClick' | 'aria-label'> {
  /** Why the action is not possible now, in a sentence. Null if it is. */
  readonly refusal: string | null;
  /** Whether a text near the button says the same, so that only its title repeats it. */
  readonly isExplained?: boolean;
}

/** A button that says why it cannot be pressed, in a line below those next to it. */
export function ActionButton({ refusal, isExplained = false, ...button }: ActionButtonProps): ReactNode {
  const id = useId();
  const hasLine = refusal !== null && !isExplained;
  return (
    <>
      <Button
        {...button}
        disabled={refusal !== null}
        title={isExplained && refusal !== null ? refusal : undefined}
        aria-describedby={hasLine ? id : undefined}
      />
      {hasLine && (
        <Text id={id} size="xs" className={styles.refusal}>
          {refusal}
        </Text>
      )}
    </>
  );
}
