import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FormDialog } from './form-dialog.js';

interface ConfirmProps {
  /** The action, which is also the text of its button. */
  readonly action: string;
  /** What will be lost. */
  readonly children: ReactNode;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. */
export const Confirm = ({ action, children, onConfirm, onClose }: ConfirmProps): ReactNode => (
  <FormDialog
    title={action}
    action={action}
    isLoss
    onConfirm={() => {
      onClose();
      onConfirm();
    }}
    onClose={onClose}
  >
    <Text>{children}</Text>
  </FormDialog>
);
