import { type ComboboxData, Select } from '@mantine/core';
import type { ReactNode } from 'react';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: ComboboxData;
  readonly onChange: (value: string) => void;
}

/** One of several values, of which one is always chosen. */
export const Choice = ({ label, value, options, onChange }: ChoiceProps): ReactNode => (
  <Select
    size="xs"
    label={label}
    value={value}
    data={options}
    allowDeselect={false}
    onChange={(chosen) => chosen !== null && onChange(chosen)}
  />
);
