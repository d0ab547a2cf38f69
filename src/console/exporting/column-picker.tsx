import { ActionIcon, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import type { RecordDataset } from '../access.js';
import { SaveTemplateDocument } from '../generated.js';
import { ActionButton } from '../parts/action-button.js';
import { DialogButtons } from '../parts/dialog-buttons.js';
import { Failed } from '../parts/states.js';
import { t } from '../texts/index.js';
import styles from './column-picker.module.css';
import type { Column } from './export-choices.js';

interface ColumnPickerProps {
  readonly dataset: RecordDataset;
  readonly columns: readonly Column[];
  readonly chosen: readonly string[];
  /** Whether the viewer may save templates. */
  readonly canSave: boolean;
  readonly onCancel: () => void;
  /** The columns in their order, and the id of the template in which they were saved. */
  readonly onChoose: (columns: readonly string[], template: string | null) => void;
}

/** All columns, in groups, on the left, and the chosen ones, in the order of the file, on the right. */
export function ColumnPicker({ dataset, columns, chosen, canSave, onCancel, onChoose }: ColumnPickerProps): ReactNode {
  const [keys, setKeys] = useState<readonly string[]>(chosen);
  const [search, setSearch] = useState('');
  const titles = useMemo(() => new Map(columns.map(({ key, title }) => [key, title])), [columns]);
  const found = columns.filter(({ key, title }) =>
    `${title} ${key}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const groups = [...new Map(found.map(({ group, groupTitle }) => [group, groupTitle]))];
  const title = (key: string): string => titles.get(key) ?? key;

  return (
    <Stack gap="md">
      <div className={styles.lists}>
        <section>
          <TextInput
            type="search"
            aria-label={t.exporting.searchColumns}
            placeholder={t.exporting.searchColumns}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <div className={styles.list}>
            {groups.map(([group, groupTitle]) => (
              <fieldset key={group}>
                <legend>{groupTitle}</legend>
                {found
                  .filter((column) => column.group === group)
                  .map(({ key, title: label, description, available, unavailableReason }) => (
                    <Checkbox
                      key={key}
                      size="xs"
                      my={6}
                      label={label}
                      title={unavailableReason ?? description}
                      disabled={!available}
                      checked={keys.includes(key)}
                      onChange={(event) =>
                        setKeys(event.currentTarget.checked ? [...keys, key] : keys.filter((other) => other !== key))
                      }
                    />
                  ))}
              </fieldset>
            ))}
          </div>
        </section>
        <section>
          <Text size="sm" fw={600} h={36}>
            {t.exporting.chosen}
          </Text>
          <ol className={styles.list}>
            {keys.map((key, at) => (
              <ChosenColumn
                key={key}
                title={title(key)}
                onMove={(to) => setKeys(moved(keys, at, to))}
                onDrop={(from) => setKeys(moved(keys, from, at))}
                onRemove={() => setKeys(keys.filter((other) => other !== key))}
                at={at}
              />
            ))}
          </ol>
        </section>
      </div>
      <Group justify="space-between" align="flex-start">
        {canSave && keys.length > 0 && (
          <SaveTemplate dataset={dataset} keys={keys} onSaved={(template) => onChoose(keys, template)} />
        )}
        <DialogButtons>
          <Button variant="default" onClick={onCancel}>
            {t.actions.cancel}
          </Button>
          <ActionButton
            refusal={keys.length === 0 ? t.exporting.chooseColumn : null}
            onClick={() => onChoose(keys, null)}
          >
            {t.exporting.useColumns(keys.length)}
          </ActionButton>
        </DialogButtons>
      </Group>
    </Stack>
  );
}

/** Other things that are dropped here are no columns. */
const dragType = 'application/x-tallyport-column';

/** Moves by dragging, and by buttons for those who do not use a mouse. */
function ChosenColumn({
  title,
  at,
  onMove,
  onDrop,
  onRemove,
}: {
  readonly title: string;
  readonly at: number;
  readonly onMove: (to: number) => void;
  readonly onDrop: (from: number) => void;
  readonly onRemove: () => void;
}): ReactNode {
  return (
    <li
      draggable
      className={styles.chosen}
      onDragStart={(event) => event.dataTransfer.setData(dragType, String(at))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const from = event.dataTransfer.getData(dragType);
        if (from !== '') onDrop(Number(from));
      }}
    >
      <span>{title}</span>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={t.exporting.moveUp(title)}
        onClick={() => onMove(at - 1)}
      >
        ↑
      </ActionIcon>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={t.exporting.moveDown(title)}
        onClick={() => onMove(at + 1)}
      >
        ↓
      </ActionIcon>
      <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t.exporting.remove(title)} onClick={onRemove}>
        ✕
      </ActionIcon>
    </li>
  );
}

function SaveTemplate({
  dataset,
  keys,
  onSaved,
}: {
  readonly dataset: RecordDataset;
  readonly keys: readonly string[];
  readonly onSaved: (template: string) => void;
}): ReactNode {
  const tallyport = useTallyport();
  const [name, setName] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: () =>
      tallyport.mutate(SaveTemplateDocument, { input: { dataset, name: name!.trim(), columns: [...keys] } }),
    onSuccess: ({ saveExportTemplate: { id } }) => onSaved(id),
  });
  if (name === null)
    return (
      <Button variant="subtle" onClick={() => setName('')}>
        {t.exporting.saveTemplate}
      </Button>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) save.mutate();
      }}
    >
      <Group gap="xs">
        <TextInput
          data-autofocus
          maxLength={100}
          aria-label={t.exporting.templateName}
          placeholder={t.exporting.templateName}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ActionButton
          type="submit"
          variant="default"
          loading={save.isPending}
          refusal={name.trim() ? null : t.actions.nameFirst}
        >
          {t.exporting.save}
        </ActionButton>
      </Group>
      {save.error && <Failed error={save.error} />}
    </form>
  );
}

function moved(keys: readonly string[], from: number, to: number): readonly string[] {
  if (from < 0 || from >= keys.length || to < 0 || to >= keys.length) return keys;
  const rest = keys.toSpliced(from, 1);
  return rest.toSpliced(to, 0, keys[from]!);
}
