import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { UserFilter, UserOrderField } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { TagsDocument } from '../generated.js';
import { knownValues, type Labels, optionsOf } from '../labels.js';
import { comparisonOf, type FilterableFigure, readConditions } from '../lists/figure-conditions.js';
import { FigureFilter } from '../lists/figure-filter.js';
import type { ListParameters, ListState } from '../lists/list-state.js';
import { UserFields, userKeys, usersOf } from '../lists/user-fields.js';
import { itemOptions, MultiFilter } from '../parts/multi-filter.js';
import { decimalsOf, useLabels, useViewer, type Viewer } from '../session.js';
import { t } from '../texts/index.js';

const keys = [...userKeys, 'status', 'location', 'tag', 'figure'] as const;

type Values = ListState<(typeof keys)[number], UserOrderField>['values'];

export const listParameters: ListParameters<(typeof keys)[number], UserOrderField> = {
  keys,
  orderFields: [
    'LAST_NAME',
    'EMAIL',
    'BOOKINGS_THIS_MONTH_BOOKED',
    'BOOKINGS_LAST_MONTH_BOOKED',
    'INVOICED_THIS_MONTH',
    'INVOICED_ALL_TIME',
    'CREATED_AT',
  ],
  firstOrder: null,
};

/** The figures that the viewer may filter by. Their keys are fields of the filter. */
function filterableFigures({ can }: Viewer, { UserOrderField }: Labels): readonly FilterableFigure[] {
  const { booking, invoice } = can.seeFigures;
  const figure = (key: keyof UserFilter, label: string, kind: FilterableFigure['kind']) => ({ key, label, kind });
  return [
    ...(booking.allowed
      ? [
          figure('bookingsThisMonth', UserOrderField.BOOKINGS_THIS_MONTH_BOOKED, 'count'),
          figure('bookingsLastMonth', UserOrderField.BOOKINGS_LAST_MONTH_BOOKED, 'count'),
        ]
      : []),
    ...(invoice.allowed
      ? [
          figure('invoicedThisMonth', UserOrderField.INVOICED_THIS_MONTH, 'money'),
          figure('invoicedLastMonth', UserOrderField.INVOICED_LAST_MONTH, 'money'),
          figure('invoicedAllTime', UserOrderField.INVOICED_ALL_TIME, 'money'),
        ]
      : []),
  ];
}

/** Null if all users match. */
export function filterOf(values: Values, viewer: Viewer, labels: Labels): UserFilter | null {
  const status = knownValues(values.status, labels.UserStatus);
  const conditions = readConditions(values.figure, filterableFigures(viewer, labels));
  const filter: UserFilter = {
    ...usersOf(values),
    ...(status.length > 0 ? { status } : {}),
    ...(values.location.length > 0 ? { primaryLocationIds: [...values.location] } : {}),
    ...(values.tag.length > 0 ? { tags: [...values.tag] } : {}),
    ...Object.fromEntries(
      conditions.map((condition) => [condition.figure.key, comparisonOf(condition, decimalsOf(viewer))]),
    ),
  };
  return Object.keys(filter).length > 0 ? filter : null;
}

interface UserFiltersProps {
  readonly values: Values;
  readonly onChange: (changes: Partial<Values>) => void;
}

/** The filters above the table. */
export function UserFilters({ values, onChange }: UserFiltersProps): ReactNode {
  const tallyport = useTallyport();
  const viewer = useViewer();
  const labels = useLabels();
  const figures = filterableFigures(viewer, labels);
  const tags = useQuery({
    queryKey: ['tags'],
    queryFn: ({ signal }) => tallyport.query(TagsDocument, {}, { signal }),
  });
  const texts = t.users.filters;
  return (
    <>
      <MultiFilter
        label={texts.status}
        options={optionsOf(labels.UserStatus)}
        value={values.status}
        onChange={(status) => onChange({ status })}
      />
      <UserFields values={values} onChange={onChange} />
      <MultiFilter
        label={texts.location}
        options={itemOptions(viewer.organization.locations)}
        value={values.location}
        onChange={(location) => onChange({ location })}
      />
      <MultiFilter
        label={texts.tags}
        options={(tags.data?.lookup.values ?? []).map(({ value }) => ({ value, label: value }))}
        value={values.tag}
        onChange={(tag) => onChange({ tag })}
      />
      {figures.length > 0 && (
        <FigureFilter
          label={t.lists.figure}
          figures={figures}
          value={values.figure}
          onChange={(figure) => onChange({ figure })}
        />
      )}
    </>
  );
}
