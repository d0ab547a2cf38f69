import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../texts/index.js';
import { Failed } from './states.js';

interface FormDialogProps {
  readonly title: string;
  /** What the button does. */
  readonly action: string;
  /** For what cannot be taken back. */
  readonly isLoss?: boolean;
  readonly isDisabled?: boolean;
  readonly isPending?: boolean;
  readonly error?: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** Sentences that say what will happen, or the fields of a form. */
  readonly children: ReactNode;
}

/** A dialog with one action: a form, or a question. Enter in a field is the same as pressing the button. */
export const FormDialog = ({
  title,
  action,
  isLoss = false,
  isDisabled = false,
  isPending = false,
  error = null,
  onConfirm,
  onClose,
  children,
}: FormDialogProps): ReactNode => (
  <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t.actions.close }}>
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm();
      }}
    >
      <Stack gap="md">
        {children}
        {error && <Failed error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          {/* White text on red.9 has enough contrast. */}
          <Button type="submit" {...(isLoss ? { color: 'red.9' } : {})} disabled={isDisabled} loading={isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  </Modal>
);
