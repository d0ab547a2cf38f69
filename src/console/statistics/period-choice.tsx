import type { ReactNode } from 'react';
import type { PeriodPreset } from 'tallyport/client';
import { periodPresets } from '../exporting/export-choices.js';
import { DayInput } from '../lists/date-filter.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { Choice } from './choice.js';
import { lastDay, monthIn } from './periods.js';
import type { PeriodName, Question } from './question.js';

interface PeriodChoiceProps {
  readonly question: Question;
  readonly shownDays: readonly [string, string] | null;
  readonly onChange: (changes: Partial<Question>) => void;
}

/** A period relative to today, or two dates, of which the first ones are the days that are shown, or this month. */
export function PeriodChoice({ question: { period, days }, shownDays, onChange }: PeriodChoiceProps): ReactNode {
  const { organization } = useViewer();
  const labels = useLabels();
  const texts = t.statistics;
  const presets = (values: readonly PeriodPreset[]) =>
    values.map((value) => ({ value, label: labels.PeriodPreset[value] }));
  const choose = (name: PeriodName): void => {
    if (name !== 'DATES') return onChange({ period: name });
    const thisMonth = monthIn(organization.timezone);
    const [from, to] = shownDays ?? [`${thisMonth}-01`, lastDay(thisMonth)];
    onChange({ period: name, days: { from, to } });
  };
  const chooseDays = (from: string, to: string): void => {
    if (from !== '' && to !== '') onChange({ days: { from, to } });
  };
  return (
    <>
      <Choice
        label={texts.period}
        value={period}
        options={[
          { group: texts.months, items: Object.entries(texts.periods).map(([value, label]) => ({ value, label })) },
          { group: t.exporting.calendar, items: presets(periodPresets.calendar) },
          { group: t.exporting.upToToday, items: presets(periodPresets.upToToday) },
          { group: texts.dates, items: [{ value: 'DATES', label: t.exporting.periods.DATES }] },
        ]}
        onChange={(name) => choose(name as PeriodName)}
      />
      {period === 'DATES' && (
        <>
          <DayInput
            label={texts.from}
            value={days.from!}
            max={days.to!}
            onChange={(from) => chooseDays(from, days.to!)}
          />
          <DayInput label={texts.to} value={days.to!} min={days.from!} onChange={(to) => chooseDays(days.from!, to)} />
        </>
      )}
    </>
  );
}
