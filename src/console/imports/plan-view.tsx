import { Stack, Tabs, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Import } from 'tallyport/client';
import { t } from '../texts/index.js';
import type { Plan } from './import-details.js';
import { PlanChanges } from './plan-changes.js';
import { PlanErrors } from './plan-errors.js';

interface PlanViewProps {
  readonly of: Import;
  readonly plan: Plan;
  /** About the names that the plan creates. */
  readonly warnings: readonly string[];
  /** Number of changed cells with a warning. */
  readonly warnedCells: number;
}

/** What a plan changes, and the rows that it cannot: errors first. */
export function PlanView({ of, plan, warnings, warnedCells }: PlanViewProps): ReactNode {
  const texts = t.imports.plan;
  const changes = plan.changed + plan.created + plan.removed;
  const newNames =
    changes === 0 ? [] : [...plan.newLocations, ...plan.newTeams, ...plan.newPlans, ...plan.newCustomProperties];
  const tabs = [
    { value: 'errors', count: plan.failed + plan.conflicts, title: texts.errors },
    { value: 'changed', count: plan.changed, title: texts.changed },
    { value: 'created', count: plan.created, title: texts.created },
    { value: 'removed', count: plan.removed, title: texts.removed },
    { value: 'warned', count: warnedCells, title: texts.warned },
  ].filter(({ count }) => count > 0);
  return (
    <Stack gap="sm">
      {tabs.length === 0 ? (
        <Text role="status">{texts.nothing}</Text>
      ) : (
        // The counts change when conflicts are found.
        <Tabs defaultValue={tabs[0]!.value} key={tabs.map(({ value }) => value).join()} keepMounted={false}>
          <Tabs.List aria-label={t.imports.steps.changes}>
            {tabs.map(({ value, count, title }) => (
              <Tabs.Tab key={value} value={value}>
                {title(count)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="errors">
            <PlanErrors of={of} groups={plan.errorGroups} />
          </Tabs.Panel>
          <Tabs.Panel value="changed">
            <PlanChanges of={of} filter={{ kinds: ['CHANGED'] }} />
          </Tabs.Panel>
          <Tabs.Panel value="created">
            <PlanChanges of={of} filter={{ kinds: ['CREATED'] }} />
          </Tabs.Panel>
          <Tabs.Panel value="removed">
            <PlanChanges of={of} filter={{ kinds: ['REMOVED'] }} />
          </Tabs.Panel>
          <Tabs.Panel value="warned">
            <PlanChanges of={of} filter={{ hasWarning: true }} />
          </Tabs.Panel>
        </Tabs>
      )}
      {plan.unchanged > 0 && <Text c="dimmed">{texts.unchanged(plan.unchanged)}</Text>}
      {plan.ignoredColumns.length > 0 && <Text c="dimmed">{texts.ignored(plan.ignoredColumns.join(', '))}</Text>}
      {newNames.length > 0 && <Text c="dimmed">{texts.newNames(newNames.join(', '))}</Text>}
      {warnings.map((message) => (
        <Text key={message} c="var(--warning)">
          {message}
        </Text>
      ))}
    </Stack>
  );
}
