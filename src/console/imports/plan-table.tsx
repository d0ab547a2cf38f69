import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Head, RecordTable } from '../parts/record-table.js';
import { Failed, Loading } from '../parts/states.js';
import { t } from '../texts/index.js';
import styles from './plan-table.module.css';

interface PlanTableProps {
  readonly name: string;
  readonly heads: readonly Head[];
  /** The pages that are read so far. */
  readonly list: {
    readonly error: Error | null;
    readonly isPending: boolean;
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): unknown;
    refetch(): unknown;
  };
  readonly children: ReactNode;
}

/** A list of a plan, which grows page by page. */
export function PlanTable({ name, heads, list, children }: PlanTableProps): ReactNode {
  if (list.isPending && !list.error) return <Loading rows={4} />;
  return (
    <>
      <div className={styles.table}>
        <RecordTable heads={heads} name={name} scroll="box">
          {children}
        </RecordTable>
      </div>
      {list.error && <Failed error={list.error} onRetry={() => void list.refetch()} />}
      {list.hasNextPage && (
        <Button
          mt="xs"
          size="xs"
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t.imports.plan.more}
        </Button>
      )}
    </>
  );
}
