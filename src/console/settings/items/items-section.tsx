import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { day } from '../../format.js';
import { RecordTable } from '../../parts/record-table.js';
import { Failed, Loading, Notice } from '../../parts/states.js';
import { useViewer } from '../../session.js';
import { settings } from '../../texts/settings.js';
import { MoveCustomPropertiesDocument } from '../generated.js';
import { Refusal, useSettingsAccess } from '../settings-access.js';
import { NewItem, RenameItem } from './item-dialogs.js';
import { type Item, type ItemKindName, itemKinds, positionsAfterMove } from './item-kinds.js';
import { useItemRefresh } from './use-item-refresh.js';

const texts = settings.items;

/** Rows that are shown at first, and then added. */
const pageSize = 100;

/** From this number on, a list has a search. */
const searchable = 10;

/** The locations, plans, teams or custom properties of the organization. */
export function ItemsSection({ of: name }: { readonly of: ItemKindName }): ReactNode {
  const tallyport = useTallyport();
  const { can } = useSettingsAccess();
  const kind = itemKinds[name];
  const decision = can[kind.change];
  const [isCreating, setCreating] = useState(false);
  const [renamed, setRenamed] = useState<Item | null>(null);
  const [search, setSearch] = useState('');
  const [withArchived, setWithArchived] = useState(false);
  const [shown, setShown] = useState(pageSize);
  const { data, error, refetch } = useQuery({
    queryKey: ['items', name],
    queryFn: async ({ signal }) => (await tallyport.query(kind.list, {}, { signal })).organization.items,
  });
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading rows={6} />;

  const archived = data.filter(({ archivedAt }) => archivedAt !== null).length;
  const listed = data.filter((item) => withArchived || item.archivedAt === null);
  const found = listed.filter((item) => item.name.toLowerCase().includes(search.trim().toLowerCase()));
  const hasKeys = name === 'custom-properties';
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
        <Button disabled={!decision.allowed} onClick={() => setCreating(true)}>
          {texts[name].add}…
        </Button>
      </Group>
      {found.length === 0 ? (
        <Notice title={listed.length === 0 ? texts[name].none : texts.noMatch} />
      ) : (
        <RecordTable
          heads={[texts.name, ...(hasKeys ? [texts.key] : []), settings.actions].map((title) => ({ title }))}
        >
          {found.slice(0, shown).map((item, row) => (
            <ItemRow
              key={item.id}
              of={item}
              kind={name}
              all={data}
              // Among filtered rows, the neighbors are not the ones that the user sees.
              above={search ? undefined : found[row - 1]}
              below={search ? undefined : found[row + 1]}
              onRename={() => setRenamed(item)}
            />
          ))}
        </RecordTable>
      )}
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

interface ItemRowProps {
  readonly of: Item;
  readonly kind: ItemKindName;
  readonly all: readonly Item[];
  readonly above: Item | undefined;
  readonly below: Item | undefined;
  readonly onRename: () => void;
}

function ItemRow({ of, kind, all, above, below, onRename }: ItemRowProps): ReactNode {
  const tallyport = useTallyport();
  const refresh = useItemRefresh();
  const { organization } = useViewer();
  const { can } = useSettingsAccess();
  const { archive, restore, change } = itemKinds[kind];
  const isArchived = of.archivedAt !== null;
  const toggle = useMutation({
    mutationFn: () => tallyport.mutate(isArchived ? restore : archive, { id: of.id }),
    onSuccess: refresh,
  });
  const move = useMutation({
    mutationFn: (target: Item) =>
      tallyport.mutate(MoveCustomPropertiesDocument, { input: positionsAfterMove(all, of, target) }),
    onSuccess: refresh,
  });
  const error = toggle.error ?? move.error;
  const isDisabled = !can[change].allowed;
  const arrow = (target: Item | undefined, label: string, sign: string): ReactNode => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={label}
      title={label}
      disabled={isDisabled || !target || move.isPending}
      onClick={() => target && move.mutate(target)}
    >
      {sign}
    </Button>
  );
  return (
    <tr>
      <td>
        {of.name}
        {isArchived && (
          <Text size="xs" c="dimmed">
            {texts.archived(day(of.archivedAt, organization.timezone))}
          </Text>
        )}
        {error && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {error.message}
          </Text>
        )}
      </td>
      {of.key !== undefined && <td>{texts.column(of.key)}</td>}
      <td data-card="wide">
        <Group gap={4}>
          {of.position !== undefined && (
            <>
              {arrow(above, texts.moveUp(of.name), '↑')}
              {arrow(below, texts.moveDown(of.name), '↓')}
            </>
          )}
          <Button
            size="compact-sm"
            variant="default"
            aria-label={texts.renameOf(of.name)}
            disabled={isDisabled}
            onClick={onRename}
          >
            {texts.rename}…
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={(isArchived ? texts.restoreOf : texts.archiveOf)(of.name)}
            disabled={isDisabled}
            loading={toggle.isPending}
            onClick={() => toggle.mutate()}
          >
            {isArchived ? texts.restore : texts.archive}
          </Button>
        </Group>
      </td>
    </tr>
  );
}
