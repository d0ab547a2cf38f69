import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { BookingFilter } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { type BookingOrderField, BookingPageDocument, ResourcesDocument } from '../generated.js';
import { knownValues, optionsOf } from '../labels.js';
import { DateFilter } from '../lists/date-filter.js';
import { rangeOfDays } from '../lists/day-range.js';
import { pageSize, useListPages } from '../lists/list-pages.js';
import { type ListState, oneOf, useListState } from '../lists/list-state.js';
import type { UserRecords } from '../lists/records-page.js';
import { UserFields, userKeys, usersOf } from '../lists/user-fields.js';
import { itemOptions, MultiFilter } from '../parts/multi-filter.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { bookingColumns, type BookingRow } from './booking-columns.js';

const keys = [
  ...userKeys,
  'status',
  'location',
  'resource',
  'startsFrom',
  'startsTo',
  'createdFrom',
  'createdTo',
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
  const { can, user, organization } = viewer;
  const state = useListState(parameters);
  const { values, order, setValues } = state;
  const ofUser = userId ?? (can.readBookings.allowed ? null : user.id);
  const canFilterUsers = ofUser === null && can.readUsers.allowed;
  const users = canFilterUsers ? usersOf(values) : undefined;
  const startsAt = rangeOfDays(oneOf(values.startsFrom), oneOf(values.startsTo), organization.timezone);
  const createdAt = rangeOfDays(oneOf(values.createdFrom), oneOf(values.createdTo), organization.timezone);
  const status = knownValues(values.status, labels.BookingStatus);
  const filter: BookingFilter = {
    ...(ofUser === null ? {} : { userIds: [ofUser] }),
    ...(users ? { users } : {}),
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
    canReadAll: can.readBookings,
    columns: useMemo(() => bookingColumns(viewer, labels, ofUser !== null), [viewer, labels, ofUser]),
    pages,
    state,
    filter: Object.keys(filter).length > 0 ? { bookings: filter } : null,
    filters: <Fields state={state} canFilterUsers={canFilterUsers} />,
    search: canFilterUsers ? { value: oneOf(values.search), onChange: (text) => setValues({ search: [text] }) } : null,
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
      <DateFilter
        label={BookingOrderField.STARTS_AT}
        first={oneOf(values.startsFrom)}
        last={oneOf(values.startsTo)}
        onChange={(first, last) => setValues({ startsFrom: [first], startsTo: [last] })}
      />
      <DateFilter
        label={BookingOrderField.CREATED_AT}
        first={oneOf(values.createdFrom)}
        last={oneOf(values.createdTo)}
        onChange={(first, last) => setValues({ createdFrom: [first], createdTo: [last] })}
      />
    </>
  );
}
