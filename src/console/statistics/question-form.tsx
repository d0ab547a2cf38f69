import { SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { BookingBasis } from 'tallyport/client';
import type { BookingDimension, InvoiceDimension } from '../generated.js';
import { optionsOf } from '../labels.js';
import { itemOptions, MultiFilter } from '../parts/multi-filter.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { periodsOf } from './figures.js';
import {
  type Comparison,
  comparisons,
  type Grouping,
  groupings,
  isMonth,
  type Kind,
  type Measure,
  measures,
  monthIn,
  type Question,
} from './question.js';

interface QuestionFormProps {
  readonly question: Question;
  readonly onChange: (changes: Partial<Question>) => void;
}

/** The controls: what, which measure, by what, when, and of whom. */
export function QuestionForm({ question, onChange }: QuestionFormProps): ReactNode {
  const { organization, can } = useViewer();
  const labels = useLabels();
  const { of, measure, basis, groupBy, shape, compare } = question;
  const texts = t.statistics;
  const groupName = (each: Grouping): string =>
    each === 'BUSY_HOURS'
      ? texts.busyHours
      : of === 'bookings'
        ? labels.BookingDimension[each as BookingDimension]
        : labels.InvoiceDimension[each as InvoiceDimension];
  return (
    <Stack component="form" gap="sm" onSubmit={(event) => event.preventDefault()}>
      <SegmentedControl
        aria-label={texts.what}
        value={of}
        // Measures and groups differ, so their defaults return.
        onChange={(value) => onChange({ of: value as Kind, measure: measures[value as Kind][0], groupBy: null })}
        data={Object.entries(texts.of).map(([value, label]) => ({ value, label }))}
      />
      <Choice
        label={texts.measure}
        value={measure}
        options={measures[of].map((value) => ({ value, label: texts.measures[value] }))}
        onChange={(value) => onChange({ measure: value as Measure })}
      />
      <Choice
        label={texts.groupBy}
        value={groupBy ?? ''}
        options={[
          { value: '', label: texts.noGroup },
          ...groupings[of]
            .filter((value) => value !== 'BUSY_HOURS' || measure !== 'users')
            .map((value) => ({ value, label: groupName(value) })),
        ]}
        onChange={(value) => onChange({ groupBy: value === '' ? null : (value as Grouping) })}
      />
      {groupBy !== 'BUSY_HOURS' && measure !== 'users' && (
        <SegmentedControl
          aria-label={texts.shape}
          size="xs"
          value={shape}
          onChange={(value) => onChange({ shape: value as Question['shape'] })}
          data={Object.entries(texts.shapes).map(([value, label]) => ({ value, label }))}
        />
      )}
      <Period question={question} onChange={onChange} />
      {groupBy !== 'BUSY_HOURS' && (
        <Choice
          label={texts.compare}
          value={compare ?? ''}
          options={[
            { value: '', label: texts.noComparison },
            ...comparisons.map((value) => ({ value, label: texts.comparisons[value] })),
          ]}
          onChange={(value) => onChange({ compare: value === '' ? null : (value as Comparison) })}
        />
      )}
      {of === 'bookings' && (
        <Choice
          label={texts.basis}
          value={basis}
          options={optionsOf(labels.BookingBasis)}
          onChange={(value) => onChange({ basis: value as BookingBasis })}
        />
      )}
      {of === 'bookings' && (
        <MultiFilter
          isWide
          label={t.users.filters.location}
          options={itemOptions(organization.locations)}
          value={question.location}
          onChange={(location) => onChange({ location })}
        />
      )}
      {can.readUsers.allowed && (
        <>
          <MultiFilter
            isWide
            label={t.users.filters.plan}
            options={itemOptions(organization.plans)}
            value={question.plan}
            onChange={(plan) => onChange({ plan })}
          />
          <MultiFilter
            isWide
            label={t.users.filters.team}
            options={itemOptions(organization.teams)}
            value={question.team}
            onChange={(team) => onChange({ team })}
          />
        </>
      )}
    </Stack>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

const Choice = ({ label, value, options, onChange }: ChoiceProps): ReactNode => (
  <Select
    size="xs"
    label={label}
    value={value}
    data={options}
    allowDeselect={false}
    onChange={(chosen) => chosen !== null && onChange(chosen)}
  />
);

function Period({ question, onChange }: QuestionFormProps): ReactNode {
  const { organization } = useViewer();
  const [isOther, setOther] = useState(false);
  const periods = Object.entries(periodsOf(monthIn(organization.timezone)));
  const [chosen] = periods.find(([, [from, to]]) => from === question.from && to === question.to) ?? [];
  const value = isOther || !chosen ? 'other' : chosen;
  return (
    <>
      <Choice
        label={t.statistics.period}
        value={value}
        options={[
          ...Object.entries(t.statistics.periods).map(([name, label]) => ({ value: name, label })),
          { value: 'other', label: t.statistics.otherPeriod },
        ]}
        onChange={(name) => {
          const [, range] = periods.find(([each]) => each === name) ?? [];
          setOther(!range);
          if (range) onChange({ from: range[0], to: range[1] });
        }}
      />
      {value === 'other' && (
        <>
          <MonthInput label={t.statistics.from} value={question.from} onChange={(from) => onChange({ from })} />
          <MonthInput label={t.statistics.to} value={question.to} onChange={(to) => onChange({ to })} />
        </>
      )}
    </>
  );
}

/** A month. Browsers without a picker of months show a text field, whose content counts once it is complete. */
function MonthInput({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (month: string) => void;
}): ReactNode {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      size="xs"
      type="month"
      label={label}
      placeholder="2026-03"
      value={text}
      error={text !== '' && !isMonth(text)}
      onChange={(event) => {
        setText(event.currentTarget.value);
        if (isMonth(event.currentTarget.value)) onChange(event.currentTarget.value);
      }}
    />
  );
}
