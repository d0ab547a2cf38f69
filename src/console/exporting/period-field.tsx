import { Group, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { RecordDataset } from '../access.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { type CalendarPeriod, calendarPeriods, dayIn, daysOf } from './calendar-periods.js';
import { type Choices, periodBases, periodPresets } from './export-choices.js';

interface PeriodFieldProps {
  readonly dataset: RecordDataset;
  readonly choices: Choices;
  readonly onChange: (changes: Partial<Choices>) => void;
}

const isCalendar = (name: string): name is CalendarPeriod => calendarPeriods.some((each) => each === name);

/** A preset of the API, a period of the calendar, or two days. */
export function PeriodField({ dataset, choices: { period, by, start, end }, onChange }: PeriodFieldProps): ReactNode {
  const labels = useLabels();
  const { organization } = useViewer();
  const [calendar, setCalendar] = useState<CalendarPeriod | null>(null);
  const texts = t.exporting;
  const choose = (name: string): void => {
    setCalendar(isCalendar(name) ? name : null);
    if (isCalendar(name)) onChange({ period: 'DATES', ...daysOf(name, dayIn(organization.timezone)) });
    else onChange({ period: name as Choices['period'] });
  };
  /** From then on it is no period of the calendar. */
  const change = (dates: Partial<Choices>): void => {
    setCalendar(null);
    onChange(dates);
  };
  return (
    <Group align="flex-end">
      <NativeSelect
        label={texts.period}
        value={period === 'DATES' ? (calendar ?? period) : period}
        data={[
          { value: 'ALL', label: texts.periods.ALL },
          {
            group: texts.upToToday,
            items: periodPresets.map((value) => ({ value, label: labels.PeriodPreset[value] })),
          },
          {
            group: texts.calendar,
            items: calendarPeriods.map((value) => ({ value, label: texts.periods[value] })),
          },
          { value: 'DATES', label: texts.periods.DATES },
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {period === 'DATES' && (
        <>
          <TextInput
            type="date"
            label={texts.from}
            value={start}
            max={end || undefined}
            onChange={(event) => change({ start: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={texts.to}
            value={end}
            min={start || undefined}
            onChange={(event) => change({ end: event.currentTarget.value })}
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
