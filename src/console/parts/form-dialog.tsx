import { Button, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../texts/index.js';
import { ActionButton } from './action-button.js';
import { DialogButtons } from './dialog-buttons.js';
import { Failed } from './states.js';

interface FormDialogProps {
  readonly title: string;
  /** What the button does. */
  readonly action: string;
  /** For what cannot be taken back. */
  readonly isLoss?: boolean;
  /** What is missing for the action, in a sentence. Null if nothing is. */
  readonly refusal?: string | null;
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
  refusal = null,
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
        <DialogButtons>
          <Button variant="default" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          {/* White text on red.9 has enough contrast. */}
          <ActionButton type="submit" {...(isLoss ? { color: 'red.9' } : {})} refusal={refusal} loading={isPending}>
            {action}
          </ActionButton>
        </DialogButtons>
      </Stack>
    </form>
  </Modal>
);
