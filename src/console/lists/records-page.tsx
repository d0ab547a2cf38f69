import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { count } from '../format.js';
import type { Decision } from '../generated.js';
import { PageHead } from '../parts/page-head.js';
import { NoPermission } from '../parts/states.js';
import { useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { RecordList, type RecordListProps } from './record-list.js';
import { SearchField } from './search-field.js';

/** A list of records that belong to users. */
export interface UserRecords<Row extends { readonly id: string }, Field extends string> extends RecordListProps<
  Row,
  Field
> {
  /** Whether the viewer may see the records of all users. */
  readonly canReadAll: Decision;
  /** The search by user. Null where the viewer cannot use it. */
  readonly search: { readonly value: string; readonly onChange: (text: string) => void } | null;
}

interface RecordsPageProps<Row extends { readonly id: string }, Field extends string> {
  readonly title: string;
  readonly records: UserRecords<Row, Field>;
}

/** The records of all users, or the viewer's own without the permission to see others. */
export function RecordsPage<Row extends { readonly id: string }, Field extends string>({
  title,
  records,
}: RecordsPageProps<Row, Field>): ReactNode {
  const { canReadAll, search, pages, dataset } = records;
  return (
    <>
      <PageHead title={title}>
        <Text c="dimmed" role="status" flex="1 0 auto">
          {pages.rows && count(pages.total)}
        </Text>
        {search && <SearchField label={t.lists.searchUser} {...search} />}
      </PageHead>
      {!canReadAll.allowed && (
        <Alert color="yellow" variant="light" mx="md" mb="sm">
          {t.lists.own[dataset]} {canReadAll.reason} {t.states.askOwner}
        </Alert>
      )}
      <RecordList {...records} />
    </>
  );
}

/** The records of one user. */
export function RecordsOfUser<Row extends { readonly id: string }, Field extends string>({
  userId,
  records,
}: {
  readonly userId: string;
  readonly records: UserRecords<Row, Field>;
}): ReactNode {
  const { user } = useViewer();
  const { canReadAll } = records;
  return canReadAll.allowed || user.id === userId ? (
    <RecordList {...records} />
  ) : (
    <NoPermission reason={canReadAll.reason} />
  );
}
