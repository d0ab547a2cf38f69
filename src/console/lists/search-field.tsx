import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';
import styles from './record-list.module.css';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** A search that starts when the user has stopped typing for a moment. */
export function SearchField({ label, value, onChange }: SearchFieldProps): ReactNode {
  const [text, setText] = useState(value);
  const [settled] = useDebouncedValue(text, 250);
  useEffect(() => void (settled.trim() !== value && onChange(settled.trim())), [settled]);
  useEffect(() => setText((before) => (before.trim() === value ? before : value)), [value]);
  return (
    <TextInput
      type="search"
      size="sm"
      maxLength={200}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      className={styles.search}
    />
  );
}
