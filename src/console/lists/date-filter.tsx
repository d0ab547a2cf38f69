import { Button, Popover, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../texts/index.js';
import { isDay } from '../zone-days.js';
import { dayRangeText } from './day-range.js';

interface DateFilterProps {
  readonly label: string;
  /** The first day, such as 2026-03-01. Empty: from the start. */
  readonly first: string;
  /** The last day. Empty: without end. */
  readonly last: string;
  readonly onChange: (first: string, last: string) => void;
}

/** A filter by a range of days, of which one or both ends can be open. */
export function DateFilter({ label, first, last, onChange }: DateFilterProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus withinPortal>
      <Popover.Target>
        <Button size="xs" variant={first || last ? 'light' : 'default'} fw={400} onClick={() => setOpen(!isOpen)}>
          {first || last ? `${label}: ${dayRangeText(first, last)}` : label} ▾
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <Stack gap="xs">
          <DayInput
            label={t.exporting.from}
            value={first}
            {...(last ? { max: last } : {})}
            onChange={(day) => onChange(day, last)}
          />
          <DayInput
            label={t.exporting.to}
            value={last}
            {...(first ? { min: first } : {})}
            onChange={(day) => onChange(first, day)}
          />
          {(first || last) && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                onChange('', '');
                setOpen(false);
              }}
            >
              {t.lists.clearDates}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface DayInputProps {
  readonly label: string;
  readonly value: string;
  readonly min?: string;
  readonly max?: string;
  readonly onChange: (day: string) => void;
}

/** A day. Its content counts once it is complete. */
export function DayInput({ value, onChange, ...input }: DayInputProps): ReactNode {
  const [text, setText] = useState(value);
  return (
    <TextInput
      type="date"
      size="xs"
      {...input}
      value={text}
      onChange={({ currentTarget: { value: entered } }) => {
        setText(entered);
        if (entered === '' || isDay(entered)) onChange(entered);
      }}
    />
  );
}
