import { Badge, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import type { ColumnMappingInput, Import } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { MapColumnsDocument, type MappableColumn } from '../generated.js';
import { ActionButton } from '../parts/action-button.js';
import { Failed } from '../parts/states.js';
import { useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { mapRefusal } from './action-refusals.js';
import styles from './column-mapping.module.css';
import { columnSummary, firstChoices, ignored, newProperty, openHeaders, undecided } from './header-choices.js';
import type { FileColumn } from './import-details.js';

interface ColumnMappingProps {
  readonly of: Import;
  readonly columns: readonly FileColumn[];
  readonly targets: readonly MappableColumn[];
}

/** Number of headers that are shown at once. */
const shownHeaders = 100;

/** Decides to which columns the headers of the file go. Undecided headers come first. */
export function ColumnMapping({ of, columns, targets }: ColumnMappingProps): ReactNode {
  const tallyport = useTallyport();
  const viewer = useViewer();
  const { id, dataset } = of;
  const initial = useMemo(() => firstChoices(columns, targets), [columns, targets]);
  const [choices, setChoices] = useState<ReadonlyMap<string, string>>(initial);
  const [names, setNames] = useState<ReadonlyMap<string, string>>(
    () => new Map(columns.map(({ header, newCustomProperty }) => [header, newCustomProperty ?? header.trim()])),
  );
  const [mappingName, setMappingName] = useState('');
  const [shown, setShown] = useState(shownHeaders);
  const ordered = useMemo(
    () => columns.toSorted((one, other) => Number(other.isUndecided) - Number(one.isUndecided)),
    [columns],
  );
  const options = useMemo(() => optionsOf(targets, dataset === 'USERS'), [targets, dataset]);
  const open = openHeaders(choices);
  const map = useMutation({
    mutationFn: () =>
      tallyport.mutate(MapColumnsDocument, {
        id,
        mapping: columns
          .filter(({ header, isUndecided }) => isUndecided || hasChanged(header))
          .map(({ header }) => decisionOf(header)),
        mappingName: mappingName.trim() || null,
      }),
  });
  const set = (headers: readonly string[], choice: string): void =>
    setChoices(new Map([...choices, ...headers.map((header) => [header, choice] as const)]));

  return (
    <Stack gap="md">
      <Text role="status">{columnSummary(choices)}</Text>
      <div className={styles.columns} role="list">
        <div className={styles.head} aria-hidden>
          <span>{t.imports.columns.header}</span>
          <span>{t.imports.columns.samples}</span>
          <span>{t.imports.columns.target}</span>
        </div>
        {ordered.slice(0, shown).map(({ header, samples, suggestion, isUndecided }) => (
          <div key={header} role="listitem" className={styles.column}>
            <Text fw={600} className={styles.text}>
              {header}
            </Text>
            <Text c="dimmed" className={styles.text} title={samples.join('\n')}>
              {samples.filter(Boolean).slice(0, 3).join(' · ')}
            </Text>
            <div>
              <Group gap="xs" wrap="nowrap">
                <Select
                  className={styles.select}
                  size="xs"
                  searchable
                  comboboxProps={{ keepMounted: false }}
                  aria-label={t.imports.columns.targetOf(header)}
                  placeholder={t.imports.columns.choose}
                  data={options}
                  value={choices.get(header) || null}
                  onChange={(choice) => set([header], choice ?? undecided)}
                />
                {isUndecided && suggestion !== null && choices.get(header) === suggestion && (
                  <Badge size="sm" variant="outline" tt="none" className={styles.badge}>
                    {t.imports.columns.suggested}
                  </Badge>
                )}
              </Group>
              {choices.get(header) === newProperty && (
                <TextInput
                  mt={4}
                  size="xs"
                  maxLength={191}
                  aria-label={t.imports.columns.propertyOf(header)}
                  value={names.get(header) ?? ''}
                  onChange={(event) => setNames(new Map([...names, [header, event.currentTarget.value]]))}
                />
              )}
            </div>
          </div>
        ))}
      </div>
      {ordered.length > shown && (
        <Group>
          <Button variant="default" size="xs" onClick={() => setShown(shown + shownHeaders)}>
            {t.imports.plan.more}
          </Button>
        </Group>
      )}
      {map.error && <Failed error={map.error} />}
      <Group align="flex-end">
        <TextInput
          label={t.imports.columns.saveAs}
          maxLength={100}
          value={mappingName}
          onChange={(event) => setMappingName(event.currentTarget.value)}
        />
        {open.length > 0 && (
          <Button variant="default" onClick={() => set(open, ignored)}>
            {t.imports.columns.ignoreOthers}
          </Button>
        )}
        <ActionButton
          refusal={mapRefusal(of, viewer) ?? (open.length > 0 ? t.imports.columns.decide(namesOf(open)) : null)}
          loading={map.isPending}
          onClick={() => map.mutate()}
        >
          {t.imports.columns.check}
        </ActionButton>
      </Group>
    </Stack>
  );

  function hasChanged(header: string): boolean {
    const choice = choices.get(header);
    return choice !== initial.get(header) || choice === newProperty;
  }

  function decisionOf(header: string): ColumnMappingInput {
    const choice = choices.get(header)!;
    if (choice === ignored) return { header, column: null };
    return choice === newProperty
      ? { header, newCustomProperty: names.get(header)!.trim() }
      : { header, column: choice };
  }
}

const shownNames = 3;

/** The first of these headers, and how many more there are. */
const namesOf = (headers: readonly string[]): string =>
  [
    ...headers.slice(0, shownNames),
    ...(headers.length > shownNames ? [t.filters.moreValues(headers.length - shownNames)] : []),
  ].join(', ');

function optionsOf(
  targets: readonly MappableColumn[],
  canAddProperties: boolean,
): { group: string; items: { value: string; label: string }[] }[] {
  const groups = [...new Set(targets.map(({ groupTitle }) => groupTitle))];
  return [
    {
      group: '',
      items: [
        { value: ignored, label: t.imports.columns.ignore },
        ...(canAddProperties ? [{ value: newProperty, label: t.imports.columns.newProperty }] : []),
      ],
    },
    ...groups.map((group) => ({
      group,
      items: targets
        .filter(({ groupTitle }) => groupTitle === group)
        .map(({ key, title }) => ({ value: key, label: title })),
    })),
  ];
}
