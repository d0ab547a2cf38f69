import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DateOrder, Import } from 'tallyport/client';
import type { PlanErrorsResult } from '../generated.js';
import { knownValues, type Labels } from '../labels.js';
import { Failed } from '../parts/states.js';
import { useLabels } from '../session.js';
import { t } from '../texts/index.js';
import { useReadAgain } from './read-again.js';

type Parameters = NonNullable<NonNullable<PlanErrorsResult['import']>['plan']>['errors']['nodes'][number]['parameters'];

interface DateOrdersProps {
  readonly of: Import;
  readonly errors: readonly { readonly parameters: Parameters }[];
}

/** The orders in which dates of these errors can be read: the one that fits most of them first. */
function ordersIn(errors: DateOrdersProps['errors'], labels: Labels['DateOrder']): DateOrder[] {
  const counts = new Map<DateOrder, number>();
  for (const { parameters } of errors) {
    const { value = '' } = parameters.find(({ name }) => name === 'orders') ?? {};
    for (const order of knownValues(value.split(', '), labels)) counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  return [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);
}

/** Offers to read the file again in the orders that its dates can have. */
export function DateOrders({ of, errors }: DateOrdersProps): ReactNode {
  const { DateOrder } = useLabels();
  const read = useReadAgain(of.id);
  const orders = ordersIn(errors, DateOrder);
  if (!of.actions.map || orders.length === 0) return null;
  return (
    <section aria-label={t.imports.reading.dates}>
      <Group gap="xs" pt="sm">
        <Text>{t.imports.plan.otherOrder}</Text>
        {orders.map((dateOrder) => (
          <Button
            key={dateOrder}
            variant="default"
            size="xs"
            loading={read.isPending && read.variables.dateOrder === dateOrder}
            onClick={() => read.mutate({ dateOrder })}
          >
            {t.imports.reading.use(DateOrder[dateOrder])}
          </Button>
        ))}
      </Group>
      {read.error && <Failed error={read.error} />}
    </section>
  );
}
