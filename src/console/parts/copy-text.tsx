import { Button, Code, CopyButton, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../texts/index.js';
import styles from './copy-text.module.css';

/** A text for another program, and a button that copies it. */
export const CopyText = ({ text }: { readonly text: string }): ReactNode => (
  <Group gap="xs" wrap="nowrap" align="flex-start">
    <Code className={styles.text}>{text}</Code>
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button size="compact-sm" variant="default" flex="none" aria-label={t.actions.copyOf(text)} onClick={copy}>
          {copied ? t.actions.copied : t.actions.copy}
        </Button>
      )}
    </CopyButton>
  </Group>
);
