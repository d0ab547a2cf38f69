import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './dialog-buttons.module.css';

/** The buttons at the end of a dialog: on the right, the action last. */
export const DialogButtons = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <Group justify="flex-end" className={styles.buttons}>
    {children}
  </Group>
);
