import { SegmentedControl, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { BookingBasis } from 'tallyport/client';
import type { BookingDimension, Comparison, Granularity, InvoiceDimension } from '../generated.js';
import { locationOptions } from '../invoices/invoice-locations.js';
import { optionsOf } from '../labels.js';
import { itemOptions, MultiFilter } from '../parts/multi-filter.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { Choice } from './choice.js';
import { type Kind, type Measure, measuresOf } from './measures.js';
import { PeriodChoice } from './period-choice.js';
import { comparisons, granularities, type Grouping, groupings, type Question } from './question.js';

interface QuestionFormProps {
  readonly question: Question;
  /** The first and the last day of what is shown, if it is known yet. */
  readonly shownDays: readonly [string, string] | null;
  readonly onChange: (changes: Partial<Question>) => void;
}

/** The controls: what, which measure, by what, when, and of whom. */
export function QuestionForm({ question, shownDays, onChange }: QuestionFormProps): ReactNode {
  const { organization, can } = useViewer();
  const labels = useLabels();
  const { of, measure, basis, granularity, groupBy, compare } = question;
  const isCross = groupBy === 'BUSY_HOURS';
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
        onChange={(value) => onChange({ of: value as Kind, measure: measuresOf(value as Kind)[0]!, groupBy: null })}
        data={Object.entries(texts.of).map(([value, label]) => ({ value, label }))}
      />
      <Choice
        label={texts.measure}
        value={measure}
        options={measuresOf(of).map((value) => ({ value, label: texts.measures[value] }))}
        onChange={(value) => onChange({ measure: value as Measure })}
      />
      <Choice
        label={texts.groupBy}
        value={groupBy ?? ''}
        options={[
          { value: '', label: texts.noGroup },
          ...groupings[of].map((value) => ({ value, label: groupName(value) })),
        ]}
        onChange={(value) => onChange({ groupBy: value === '' ? null : (value as Grouping) })}
      />
      <PeriodChoice question={question} shownDays={shownDays} onChange={onChange} />
      {!isCross && (
        <>
          <Choice
            label={texts.shape}
            value={granularity}
            options={granularities.map((value) => ({ value, label: labels.Granularity[value] }))}
            onChange={(value) => onChange({ granularity: value as Granularity })}
          />
          <Choice
            label={texts.compare}
            value={compare ?? ''}
            options={[
              { value: '', label: texts.noComparison },
              ...comparisons.map((value) => ({ value, label: texts.comparisons[value] })),
            ]}
            onChange={(value) => onChange({ compare: value === '' ? null : (value as Comparison) })}
          />
        </>
      )}
      {of === 'bookings' && (
        <Choice
          label={texts.basis}
          value={basis}
          options={optionsOf(labels.BookingBasis)}
          onChange={(value) => onChange({ basis: value as BookingBasis })}
        />
      )}
      <MultiFilter
        isWide
        {...(of === 'bookings'
          ? { label: t.users.filters.location, options: itemOptions(organization.locations) }
          : { label: labels.InvoiceDimension.INVOICE_LOCATION, options: locationOptions(organization.locations) })}
        value={question.location}
        onChange={(location) => onChange({ location })}
      />
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
