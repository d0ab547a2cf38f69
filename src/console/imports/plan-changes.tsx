import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Import } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { PlanChangesDocument, type PlanChangesVariables } from '../generated.js';
import { numberCell } from '../parts/record-table.js';
import { useLabels } from '../session.js';
import { t } from '../texts/index.js';
import { CellChange } from './cell-change.js';
import { useMappableColumns } from './import-details.js';
import { PlanTable } from './plan-table.js';
import styles from './plan-table.module.css';

interface PlanChangesProps {
  readonly of: Import;
  readonly filter: Pick<PlanChangesVariables, 'kinds' | 'hasWarning'>;
}

/** Some changed cells: old and new value. */
export function PlanChanges({ of, filter }: PlanChangesProps): ReactNode {
  const tallyport = useTallyport();
  const list = useInfiniteQuery({
    queryKey: ['plan changes', of.id, of.checkedAt, filter],
    queryFn: ({ pageParam, signal }) =>
      tallyport.query(PlanChangesDocument, { id: of.id, after: pageParam, ...filter }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => nextOf(page.import?.plan?.changes.pageInfo),
  });
  const rows = list.data?.pages.flatMap((page) => page.import?.plan?.changes.nodes ?? []);
  const wordsOf = useWords(of);
  const texts = t.imports.plan;
  return (
    <PlanTable
      name={`${texts.old} → ${texts.new}`}
      heads={[
        { title: texts.line, isNumber: true },
        { title: texts.key[of.dataset] },
        { title: texts.column },
        { title: `${texts.old} → ${texts.new}` },
      ]}
      list={list}
    >
      {rows?.map(({ row, line, username, column, header, old, new: changed, warning }) => (
        <tr key={`${row} ${column}`}>
          <td className={`${numberCell} ${styles.line}`} data-card="side">
            {line}
          </td>
          <td className={styles.key}>{username}</td>
          <td className={styles.column}>{header}</td>
          <td data-card="wide">
            <CellChange old={old} new={changed} words={wordsOf(column)} />
            {warning && (
              <Text size="xs" c="var(--warning)">
                {warning}
              </Text>
            )}
          </td>
        </tr>
      ))}
    </PlanTable>
  );
}

/** Returns the texts of the values of a column, by its key. Null if it can have any values. */
function useWords({ id, dataset }: Import): (column: string) => Readonly<Record<string, string>> | null {
  const labels: Readonly<Record<string, Readonly<Record<string, string>>>> = useLabels();
  const columns = useMappableColumns(id, dataset);
  return (key) => {
    const column = columns?.find((each) => each.key === key);
    if (column?.type === 'BOOLEAN') return { true: t.user.yes, false: t.user.no };
    return (column?.enumName && labels[column.enumName]) || null;
  };
}

/** The cursor of the next page. Null after the last one. */
export const nextOf = (
  page: { readonly hasNextPage: boolean; readonly endCursor: string | null } | undefined,
): string | null => (page?.hasNextPage ? page.endCursor : null);
