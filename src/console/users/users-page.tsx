import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTallyport } from 'tallyport/react';
import { UserCountDocument, UserPageDocument } from '../generated.js';
import { pageSize, useListPages } from '../lists/list-pages.js';
import { oneOf, useListState } from '../lists/list-state.js';
import { RecordList } from '../lists/record-list.js';
import { SearchField } from '../lists/search-field.js';
import { PageHead } from '../parts/page-head.js';
import { NoPermission } from '../parts/states.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { userColumns } from './user-columns.js';
import { filterOf, listParameters, UserFilters } from './user-filters.js';

export function UsersPage(): ReactNode {
  const viewer = useViewer();
  return viewer.can.readUsers.allowed ? <UserList /> : <NoPermission reason={viewer.can.readUsers.reason} />;
}

function UserList(): ReactNode {
  const viewer = useViewer();
  const labels = useLabels();
  const tallyport = useTallyport();
  const state = useListState(listParameters);
  const { values, order, setValues } = state;
  const filter = filterOf(values, viewer, labels);
  const all = useQuery({
    queryKey: ['users', 'count'],
    queryFn: ({ signal }) => tallyport.query(UserCountDocument, {}, { signal }),
  });
  const pages = useListPages(['users', filter, order], async (after, signal) => {
    const { users } = await tallyport.query(
      UserPageDocument,
      {
        first: pageSize,
        after,
        filter,
        orderBy: order ? [order] : null,
        bookings: viewer.can.seeFigures.booking.allowed,
        invoices: viewer.can.seeFigures.invoice.allowed,
      },
      { signal },
    );
    return users;
  });
  return (
    <>
      <PageHead title={t.pages.users}>
        <Text c="dimmed" role="status" flex="1 0 auto">
          {pages.rows && all.data && t.users.of(pages.total, all.data.users.totalCount)}
        </Text>
        <SearchField
          label={t.users.search}
          value={oneOf(values.search)}
          onChange={(text) => setValues({ search: [text] })}
        />
      </PageHead>
      <RecordList
        dataset="USERS"
        columns={useMemo(() => userColumns(viewer, labels), [viewer, labels])}
        pages={pages}
        state={state}
        filter={filter && { users: filter }}
        filters={<UserFilters values={values} onChange={setValues} />}
        nameOf={({ displayName }) => displayName}
      />
    </>
  );
}
