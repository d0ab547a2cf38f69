import { Button, CloseButton, Group, NativeSelect, Pill, Popover, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { count, money } from '../format.js';
import { ActionButton } from '../parts/action-button.js';
import { decimalsOf, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import {
  type FigureCondition,
  type FilterableFigure,
  isFigure,
  type Operator,
  readConditions,
  writeCondition,
} from './figure-conditions.js';

interface FigureFilterProps {
  /** The text of the button that adds a condition. */
  readonly label: string;
  /** At least one. */
  readonly figures: readonly FilterableFigure[];
  /** The conditions, as in the address. */
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

/** Conditions on figures, such as "Bookings this month ≥ 1". At most one for each figure. */
export function FigureFilter({ label, figures, value, onChange }: FigureFilterProps): ReactNode {
  const { organization } = useViewer();
  const [isOpen, setOpen] = useState(false);
  const conditions = readConditions(value, figures);
  const without = ({ key }: FilterableFigure): string[] =>
    conditions.filter(({ figure }) => figure.key !== key).map(writeCondition);
  const textOf = ({ figure, operator, amount }: FigureCondition): string =>
    t.lists.condition(
      figure.label,
      operator,
      figure.kind === 'money' ? money(amount, organization.currency) : count(Number(amount)),
    );
  return (
    <>
      {conditions.map((condition) => (
        <Pill
          key={condition.figure.key}
          size="sm"
          h={30}
          styles={{ root: { alignItems: 'center' }, label: { height: 'auto' } }}
          radius="sm"
          bd="1px solid var(--mantine-color-default-border)"
        >
          {textOf(condition)}{' '}
          <CloseButton
            size="xs"
            iconSize={12}
            aria-label={t.lists.removeCondition(textOf(condition))}
            onClick={() => onChange(without(condition.figure))}
          />
        </Pill>
      ))}
      <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus withinPortal>
        <Popover.Target>
          <Button size="xs" variant="default" fw={400} onClick={() => setOpen(!isOpen)}>
            + {label} ▾
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          <ConditionForm
            figures={figures}
            onAdd={(condition) => {
              onChange([...without(condition.figure), writeCondition(condition)]);
              setOpen(false);
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </>
  );
}

interface ConditionFormProps {
  readonly figures: readonly FilterableFigure[];
  readonly onAdd: (condition: FigureCondition) => void;
}

function ConditionForm({ figures, onAdd }: ConditionFormProps): ReactNode {
  const [figure, setFigure] = useState(figures[0]!);
  const [operator, setOperator] = useState<Operator>('gte');
  const [text, setText] = useState('');
  const decimals = decimalsOf(useViewer());
  const amount = text.trim().replace(',', '.');
  const isValid = isFigure(amount, figure, decimals);
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (isValid) onAdd({ figure, operator, amount });
  };
  return (
    <Stack component="form" gap="xs" onSubmit={add}>
      {figures.length > 1 && (
        <NativeSelect
          size="xs"
          label={t.lists.figure}
          value={figure.key}
          data={figures.map(({ key, label }) => ({ value: key, label }))}
          onChange={(event) => setFigure(figures.find(({ key }) => key === event.currentTarget.value)!)}
        />
      )}
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <NativeSelect
          size="xs"
          label={t.lists.comparison}
          value={operator}
          data={Object.entries(t.lists.operators).map(([value, label]) => ({ value, label }))}
          onChange={(event) => setOperator(event.currentTarget.value as Operator)}
        />
        <TextInput
          size="xs"
          w={160}
          label={t.lists.amount}
          inputMode={figure.kind === 'money' ? 'decimal' : 'numeric'}
          value={text}
          error={text !== '' && !isValid && t.lists.amountHint[figure.kind]}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Group>
      {/* The field says what is wrong with its value. */}
      <ActionButton
        size="xs"
        type="submit"
        refusal={isValid ? null : text === '' ? t.lists.amountFirst : t.lists.amountHint[figure.kind]}
        isExplained={text !== ''}
      >
        {t.lists.addCondition}
      </ActionButton>
    </Stack>
  );
}
