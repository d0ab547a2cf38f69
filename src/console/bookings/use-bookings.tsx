import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { BookingFilter } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { type BookingOrderField, BookingPageDocument, ResourcesDocument } from '../generated.js';
import { knownValues, optionsOf } from '../labels.js';
import { pageSize, useListPages } from '../lists/list-pages.js';
import { type ListState, useListState } from '../lists/list-state.js';
import { PeriodFilter, periodKeys, periodOf } from '../lists/period-filter.js';
import type { UserRecords } from '../lists/records-page.js';
import { useUserScope } from '../lists/use-user-scope.js';
import { UserFields, userKeys } from '../lists/user-fields.js';
import { itemOptions, MultiFilter } from '../parts/multi-filter.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { bookingColumns, type BookingRow } from './booking-columns.js';

const keys = [
  ...userKeys,
  'status',
  'location',
  'resource',
  ...periodKeys('starts'),
  ...periodKeys('created'),
] as const;

type State = ListState<(typeof keys)[number], BookingOrderField>;

const parameters = {
  keys,
  orderFields: ['STARTS_AT', 'REFERENCE', 'CREATED_AT'],
  firstOrder: { field: 'STARTS_AT', direction: 'DESC' },
} as const;

/** The bookings of one user, or of all whose bookings the viewer may see. */
export function useBookings(userId: string | null): UserRecords<BookingRow, BookingOrderField> {
  const tallyport = useTallyport();
  const viewer = useViewer();
  const labels = useLabels();
  const { can, organization } = viewer;
  const state = useListState(parameters);
  const { values, order } = state;
  const { isOfOne, canFilterUsers, userFilter, ...shared } = useUserScope(userId, can.readBookings, state);
  const startsAt = periodOf(values, 'starts', organization.timezone);
  const createdAt = periodOf(values, 'created', organization.timezone);
  const status = knownValues(values.status, labels.BookingStatus);
  const filter: BookingFilter = {
    ...userFilter,
    ...(status.length > 0 ? { status } : {}),
    ...(values.location.length > 0 ? { locationIds: [...values.location] } : {}),
    ...(values.resource.length > 0 ? { resource: [...values.resource] } : {}),
    ...(startsAt ? { startsAt } : {}),
    ...(createdAt ? { createdAt } : {}),
  };
  const pages = useListPages(['bookings', filter, order], async (after, signal) => {
    const { bookings } = await tallyport.query(
      BookingPageDocument,
      { first: pageSize, after, filter, orderBy: [order!] },
      { signal },
    );
    return bookings!;
  });
  return {
    dataset: 'BOOKINGS',
    ...shared,
    columns: useMemo(() => bookingColumns(viewer, labels, isOfOne), [viewer, labels, isOfOne]),
    pages,
    state,
    filter: Object.keys(filter).length > 0 ? { bookings: filter } : null,
    filters: <Fields state={state} canFilterUsers={canFilterUsers} />,
    nameOf: ({ reference }) => reference,
  };
}

interface FieldsProps {
  readonly state: State;
  readonly canFilterUsers: boolean;
}

function Fields({ state: { values, setValues }, canFilterUsers }: FieldsProps): ReactNode {
  const tallyport = useTallyport();
  const { organization } = useViewer();
  const { BookingStatus, BookingOrderField } = useLabels();
  const resources = useQuery({
    queryKey: ['resources'],
    queryFn: ({ signal }) => tallyport.query(ResourcesDocument, {}, { signal }),
  });
  return (
    <>
      <MultiFilter
        label={t.users.filters.status}
        options={optionsOf(BookingStatus)}
        value={values.status}
        onChange={(status) => setValues({ status })}
      />
      <MultiFilter
        label={t.users.filters.location}
        options={itemOptions(organization.locations)}
        value={values.location}
        onChange={(location) => setValues({ location })}
      />
      <MultiFilter
        label={t.lists.columns.resource}
        options={(resources.data?.lookup.values ?? []).map(({ value }) => ({ value, label: value }))}
        value={values.resource}
        onChange={(resource) => setValues({ resource })}
      />
      {canFilterUsers && <UserFields values={values} onChange={setValues} />}
      <PeriodFilter label={BookingOrderField.STARTS_AT} name="starts" values={values} onChange={setValues} />
      <PeriodFilter label={BookingOrderField.CREATED_AT} name="created" values={values} onChange={setValues} />
    </>
  );
}
