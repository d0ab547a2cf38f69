import { Button, Checkbox, Group, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { ActionButton } from '../../parts/action-button.js';
import { RecordTable } from '../../parts/record-table.js';
import { Failed, Loading, Notice } from '../../parts/states.js';
import { settings } from '../../texts/settings.js';
import { Refusal, useSettingsAccess } from '../settings-access.js';
import { NewItem, RenameItem } from './item-dialogs.js';
import { type Item, type ItemKindName, itemKinds } from './item-kinds.js';
import { afterMove, orderBatches } from './item-order.js';
import { ItemRow } from './item-row.js';
import { useItemRefresh } from './use-item-refresh.js';

const texts = settings.items;

/** Rows that are shown at first, and then added. */
const pageSize = 100;

/** From this number on, a list has a search. */
const searchable = 10;

/** The locations, plans, teams or custom properties of the organization. */
export function ItemsSection({ of: name }: { readonly of: ItemKindName }): ReactNode {
  const tallyport = useTallyport();
  const refresh = useItemRefresh();
  const { can } = useSettingsAccess();
  const kind = itemKinds[name];
  const decision = can[kind.change];
  const [isCreating, setCreating] = useState(false);
  const [renamed, setRenamed] = useState<Item | null>(null);
  const [search, setSearch] = useState('');
  const [withArchived, setWithArchived] = useState(false);
  const [shown, setShown] = useState(pageSize);
  const [dragged, setDragged] = useState<Item | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['items', name],
    queryFn: async ({ signal }) => (await tallyport.query(kind.list, {}, { signal })).organization.items,
  });
  const move = useMutation({
    mutationFn: async ({ all, item, to }: { all: readonly Item[]; item: Item; to: Item }) => {
      for (const input of orderBatches(afterMove(all, item.id, to.id))) await tallyport.mutate(kind.move, { input });
    },
    onSettled: refresh,
  });
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading rows={6} />;

  const archived = data.filter(({ archivedAt }) => archivedAt !== null).length;
  const listed = data.filter((item) => withArchived || item.archivedAt === null);
  const found = listed.filter((item) => item.name.toLowerCase().includes(search.trim().toLowerCase()));
  const hasKeys = name === 'custom-properties';
  // Among filtered rows, the neighbors are not the ones that the user sees.
  const canMove = decision.allowed && search === '';
  const moveTo = (item: Item, to: Item): void => {
    if (!move.isPending) move.mutate({ all: data, item, to });
  };
  return (
    <Stack gap="sm" maw={720}>
      <Refusal of={decision} />
      <Group justify="space-between">
        <Group gap="md">
          {data.length >= searchable && (
            <TextInput
              type="search"
              aria-label={texts.search}
              placeholder={texts.search}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          {archived > 0 && (
            <Checkbox
              label={texts.showArchived(archived)}
              checked={withArchived}
              onChange={(event) => setWithArchived(event.currentTarget.checked)}
            />
          )}
        </Group>
        <ActionButton refusal={decision.reason} isExplained onClick={() => setCreating(true)}>
          {texts[name].add}…
        </ActionButton>
      </Group>
      {found.length === 0 ? (
        <Notice title={listed.length === 0 ? texts[name].none : texts.noMatch} />
      ) : (
        <RecordTable
          name={settings.sections[name]}
          heads={[texts.name, ...(hasKeys ? [texts.key] : []), settings.actions].map((title) => ({ title }))}
        >
          {found.slice(0, shown).map((item, row) => (
            <ItemRow
              key={item.id}
              of={item}
              kind={name}
              above={canMove ? found[row - 1] : undefined}
              below={canMove ? found[row + 1] : undefined}
              error={move.variables?.item.id === item.id ? move.error : null}
              drag={canMove ? { item: dragged, set: setDragged } : null}
              onMove={moveTo}
              onRename={() => setRenamed(item)}
            />
          ))}
        </RecordTable>
      )}
      <VisuallyHidden role="status">{move.isSuccess && placeOf(move.variables.item, listed)}</VisuallyHidden>
      {found.length > shown && (
        <Group>
          <Button variant="default" onClick={() => setShown(shown + pageSize)}>
            {settings.more}
          </Button>
        </Group>
      )}
      <Text size="sm" c="dimmed">
        {texts[name].archiving}
      </Text>
      {isCreating && <NewItem kind={name} onClose={() => setCreating(false)} />}
      {renamed && <RenameItem kind={name} of={renamed} onClose={() => setRenamed(null)} />}
    </Stack>
  );
}

const placeOf = (moved: Item, listed: readonly Item[]): string =>
  texts.movedTo(moved.name, listed.findIndex(({ id }) => id === moved.id) + 1, listed.length);
