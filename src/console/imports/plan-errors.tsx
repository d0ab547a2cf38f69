import { Button, Chip, Group, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Import } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { Link } from 'wouter';
import { count } from '../format.js';
import { PlanErrorsDocument } from '../generated.js';
import { numberCell } from '../parts/record-table.js';
import { Failed } from '../parts/states.js';
import { t } from '../texts/index.js';
import { DateOrders } from './date-orders.js';
import type { Plan } from './import-details.js';
import { nextOf } from './plan-changes.js';
import { PlanTable } from './plan-table.js';
import styles from './plan-table.module.css';

type Group = Plan['errorGroups'][number];

const keyOf = ({ code, column }: Group): string => `${code} ${column ?? ''}`;

/** The errors of a plan, by groups of the same kind. */
export function PlanErrors({ of, groups }: { readonly of: Import; readonly groups: readonly Group[] }): ReactNode {
  const tallyport = useTallyport();
  const [chosen, choose] = useState('');
  const group = groups.find((each) => keyOf(each) === chosen);
  const list = useInfiniteQuery({
    queryKey: ['plan errors', of.id, of.checkedAt, of.finishedAt, group ? keyOf(group) : null],
    queryFn: ({ pageParam, signal }) =>
      tallyport.query(
        PlanErrorsDocument,
        {
          id: of.id,
          after: pageParam,
          codes: group ? [group.code] : null,
          columns: group?.column ? [group.column] : null,
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => nextOf(page.import?.plan?.errors.pageInfo),
  });
  const download = useMutation({ mutationFn: () => tallyport.downloadImportFile(of.id, 'errors') });
  const rows = list.data?.pages.flatMap((page) => page.import?.plan?.errors.nodes ?? []);
  const texts = t.imports.plan;
  return (
    <>
      <DateOrders of={of} errors={[...groups, ...(rows ?? [])]} />
      {groups.length > 1 && (
        <Chip.Group value={group ? chosen : ''} onChange={(value) => choose(value)}>
          <Group gap={6} pt="sm" role="radiogroup" aria-label={t.imports.steps.changes}>
            <Chip size="xs" value="" variant="outline">
              {texts.allErrors}
            </Chip>
            {groups.map((each) => (
              <Chip key={keyOf(each)} size="xs" value={keyOf(each)} variant="outline">
                <span className={styles.group} title={each.message}>
                  {texts.group(each.count, each.header ?? texts.wholeRow, each.message)}
                </span>
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      <PlanTable
        name={texts.errors(groups.reduce((sum, each) => sum + each.count, 0))}
        heads={[
          { title: texts.line, isNumber: true },
          { title: texts.key[of.dataset] },
          { title: texts.column },
          { title: texts.value },
          { title: texts.problem },
        ]}
        list={list}
      >
        {rows?.map(({ row, line, key, column, header, value, message }) => (
          <tr key={`${row} ${column} ${message}`}>
            <td className={`${numberCell} ${styles.line}`} data-card="side">
              {count(line)}
            </td>
            <td className={styles.key}>{key}</td>
            <td className={styles.column}>{header ?? texts.wholeRow}</td>
            <td className={styles.value}>{value}</td>
            <td className={styles.problem} data-card="wide">
              {message}
            </td>
          </tr>
        ))}
      </PlanTable>
      {of.actions.download && (
        <Group pt="sm">
          <Button variant="default" size="xs" loading={download.isPending} onClick={() => download.mutate()}>
            {t.imports.apply.files.errors}
          </Button>
          <Text c="dimmed">{texts.fix}</Text>
          <Button component={Link} href={`/imports?corrects=${of.id}&dataset=${of.dataset}`} variant="subtle" size="xs">
            {texts.correct}
          </Button>
        </Group>
      )}
      {download.error && <Failed error={download.error} />}
    </>
  );
}
