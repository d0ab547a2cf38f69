import { Button, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { UserFilter } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { useLocation, useSearch } from 'wouter';
import { ExportDialog } from '../exporting/export-dialog.js';
import { UserCountDocument, UserPageDocument } from '../generated.js';
import { PageHead } from '../parts/page-head.js';
import { Failed, Loading, NoPermission, Notice } from '../parts/states.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { UserFilters } from './user-filters.js';
import { filterOf, readState, userColumns, type UserListState, writeState } from './user-list.js';
import { UserTable } from './user-table.js';
import styles from './users-page.module.css';

const pageSize = 100;

/** The selected users: some by their ids, or all that match the filter. */
type Selection = ReadonlySet<string> | 'all';

export function UsersPage(): ReactNode {
  const viewer = useViewer();
  return viewer.can.readUsers.allowed ? <UserList /> : <NoPermission reason={viewer.can.readUsers.reason} />;
}

function UserList(): ReactNode {
  const viewer = useViewer();
  const labels = useLabels();
  const tallyport = useTallyport();
  const [, navigate] = useLocation();
  const search = useSearch();
  const state = useMemo(() => readState(search, labels), [search, labels]);
  const filterText = JSON.stringify(filterOf(state));
  // The same object while only the order changes.
  const filter = useMemo(() => JSON.parse(filterText) as UserFilter | null, [filterText]);
  const columns = useMemo(() => userColumns(viewer, labels), [viewer, labels]);
  const [selection, setSelection] = useState<Selection>(new Set<string>());
  const [isExporting, setExporting] = useState(false);
  const change = (changes: Partial<UserListState>): void =>
    navigate(`/users?${writeState({ ...state, ...changes })}`, { replace: true });
  // Ids stay selected while the order changes. "All that match" means another set after each change of the filter.
  useEffect(() => setSelection((selected) => (selected === 'all' ? new Set() : selected)), [filter]);

  const all = useQuery({
    queryKey: ['users', 'count'],
    queryFn: ({ signal }) => tallyport.query(UserCountDocument, {}, { signal }),
  });
  const users = useInfiniteQuery({
    queryKey: ['users', filter, state.order],
    queryFn: ({ pageParam, signal }) =>
      tallyport.query(
        UserPageDocument,
        {
          first: pageSize,
          after: pageParam,
          filter,
          orderBy: state.order ? [state.order] : null,
          bookings: viewer.can.seeFigures.booking.allowed,
          invoices: viewer.can.seeFigures.invoice.allowed,
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ users: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => users.data?.pages.flatMap((page) => page.users.nodes) ?? [], [users.data]);
  const total = users.data?.pages[0]!.users.totalCount ?? 0;
  const selected = selection === 'all' ? total : selection.size;

  return (
    <>
      <PageHead title={t.pages.users}>
        <Text c="dimmed" role="status" className={styles.count}>
          {users.data && all.data && t.users.of(total, all.data.users.totalCount)}
        </Text>
        <Search value={state.search} onChange={(text) => change({ search: text })} />
      </PageHead>
      <UserFilters state={state} onChange={change} />
      {users.error && (
        <Failed
          error={users.error}
          onRetry={() => void (users.isFetchNextPageError ? users.fetchNextPage() : users.refetch())}
        />
      )}
      {!users.data ? (
        !users.error && <Loading rows={12} />
      ) : total === 0 ? (
        <Notice
          title={t.users.empty}
          action={
            <Button variant="default" onClick={() => navigate('/users', { replace: true })}>
              {t.users.clearFilter}
            </Button>
          }
        />
      ) : (
        <UserTable
          columns={columns}
          rows={rows}
          order={state.order}
          onOrder={(order) => change({ order })}
          onEnd={() => users.hasNextPage && !users.isFetchingNextPage && void users.fetchNextPage()}
          isTicked={(id) => selection === 'all' || selection.has(id)}
          onTick={(ids, ticked) =>
            setSelection((before) => {
              const next = new Set(before === 'all' ? rows.map(({ id }) => id) : before);
              for (const id of ids) ticked ? next.add(id) : next.delete(id);
              return next;
            })
          }
        />
      )}
      {selected > 0 && (
        <Group className={styles.bar} component="aside" aria-label={t.selection.selected(selected)}>
          <Text role="status">{t.selection.selected(selected)}</Text>
          {selection !== 'all' && selected < total && (
            <Button variant="white" size="xs" onClick={() => setSelection('all')}>
              {t.selection.selectAll(total)}
            </Button>
          )}
          <Button
            variant="white"
            size="xs"
            disabled={!viewer.can.startExport.allowed && !viewer.can.requestExport.allowed}
            title={viewer.can.startExport.reason ?? undefined}
            onClick={() => setExporting(true)}
          >
            {(viewer.can.startExport.allowed ? t.users.export : t.requests.askFor)(selected)}
          </Button>
          <Button variant="transparent" c="white" size="xs" onClick={() => setSelection(new Set())}>
            {t.actions.clear}
          </Button>
        </Group>
      )}
      {isExporting && (
        <ExportDialog
          count={selected}
          selection={selection === 'all' ? { filter: filter && { users: filter } } : { ids: [...selection] }}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  );
}

function Search({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }): ReactNode {
  const [text, setText] = useState(value);
  const [settled] = useDebouncedValue(text, 250);
  useEffect(() => void (settled !== value && onChange(settled)), [settled]);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      type="search"
      size="sm"
      maxLength={200}
      aria-label={t.users.search}
      placeholder={t.users.search}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      className={styles.search}
    />
  );
}
