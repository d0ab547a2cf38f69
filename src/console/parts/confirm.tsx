import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../texts/index.js';

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
  <Modal opened onClose={onClose} title={action} closeButtonProps={{ 'aria-label': t.actions.close }}>
    <Text>{children}</Text>
    <Group justify="flex-end" mt="md">
      <Button variant="default" onClick={onClose}>
        {t.actions.cancel}
      </Button>
      <Button
        color="red.9" // white text on it has enough contrast
        onClick={() => {
          onClose();
          onConfirm();
        }}
      >
        {action}
      </Button>
    </Group>
  </Modal>
);
