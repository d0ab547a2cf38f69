import { Text } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { bytes } from '../format.js';
import { t } from '../texts/index.js';
import styles from './file-drop.module.css';

interface FileDropProps {
  readonly file: File | null;
  readonly onChoose: (file: File) => void;
}

/** Takes a file that is dropped on it, or chosen in the dialog of the browser. */
export function FileDrop({ file, onChoose }: FileDropProps): ReactNode {
  const id = useId();
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={styles.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [dropped] = event.dataTransfer.files;
        if (dropped) onChoose(dropped);
      }}
    >
      <Text fw={file ? 600 : undefined} className={styles.name} role="status">
        {file ? t.imports.chosen(file.name, bytes(file.size)) : t.imports.drop}
      </Text>
      <input
        id={id}
        type="file"
        accept=".csv,.tsv,.txt,.xlsx"
        className={styles.input}
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          if (chosen) onChoose(chosen);
          // The same file can be chosen again.
          event.currentTarget.value = '';
        }}
      />
      <label htmlFor={id} className={styles.choose}>
        {file ? t.imports.chooseOther : t.imports.choose}
      </label>
    </div>
  );
}
