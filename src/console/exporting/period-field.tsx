import { Group, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PeriodPreset } from 'tallyport/client';
import type { RecordDataset } from '../access.js';
import { useLabels } from '../session.js';
import { t } from '../texts/index.js';
import { type Choices, periodBases, periodPresets } from './export-choices.js';

interface PeriodFieldProps {
  readonly dataset: RecordDataset;
  readonly choices: Choices;
  readonly onChange: (changes: Partial<Choices>) => void;
}

/** All time, a preset, or two days. */
export function PeriodField({ dataset, choices: { period, by, start, end }, onChange }: PeriodFieldProps): ReactNode {
  const labels = useLabels();
  const texts = t.exporting;
  const items = (presets: readonly PeriodPreset[]): { value: string; label: string }[] =>
    presets.map((value) => ({ value, label: labels.PeriodPreset[value] }));
  return (
    <Group align="flex-end">
      <NativeSelect
        label={texts.period}
        value={period}
        data={[
          { value: 'ALL', label: texts.periods.ALL },
          { group: texts.upToToday, items: items(periodPresets.upToToday) },
          { group: texts.calendar, items: items(periodPresets.calendar) },
          { value: 'DATES', label: texts.periods.DATES },
        ]}
        onChange={(event) => onChange({ period: event.currentTarget.value as Choices['period'] })}
      />
      {period === 'DATES' && (
        <>
          <TextInput
            type="date"
            label={texts.from}
            value={start}
            max={end || undefined}
            onChange={(event) => onChange({ start: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={texts.to}
            value={end}
            min={start || undefined}
            onChange={(event) => onChange({ end: event.currentTarget.value })}
          />
        </>
      )}
      {period !== 'ALL' && periodBases[dataset].length > 1 && (
        <SegmentedControl
          aria-label={texts.by}
          value={by}
          onChange={(value) => onChange({ by: value })}
          data={periodBases[dataset].map((value) => ({ value, label: labels.PeriodBasis[value] }))}
        />
      )}
    </Group>
  );
}
