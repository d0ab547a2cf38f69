import { MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';

export interface Option {
  readonly value: string;
  readonly label: string;
}

export interface NamedItem {
  readonly id: string;
  readonly name: string;
}

/** Named records as options. */
export const itemOptions = (items: readonly NamedItem[]): Option[] =>
  items.map(({ id, name }) => ({ value: id, label: name }));

interface MultiFilterProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  /** As wide as its place, instead of its content. */
  readonly isWide?: boolean;
}

/** A filter by some of several values, or by none. */
export const MultiFilter = ({ label, options, value, onChange, isWide = false }: MultiFilterProps): ReactNode => (
  <MultiSelect
    size="xs"
    aria-label={label}
    placeholder={value.length === 0 ? label : undefined}
    // A value of the address that no longer exists stays visible, so that it can be removed.
    data={[
      ...options,
      ...value
        .filter((each) => !options.some((option) => option.value === each))
        .map((each) => ({ value: each, label: each })),
    ]}
    value={[...value]}
    onChange={onChange}
    clearable
    searchable
    hidePickedOptions
    // With many values, they scroll.
    styles={{ pillsList: value.length > 0 ? { maxHeight: 52, overflowY: 'auto' } : {} }}
    {...(isWide ? {} : { maw: 260, miw: 110, w: value.length === 0 ? 110 : undefined })}
  />
);
