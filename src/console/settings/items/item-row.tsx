import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { day } from '../../format.js';
import { ActionButton } from '../../parts/action-button.js';
import { useViewer } from '../../session.js';
import { settings } from '../../texts/settings.js';
import { useSettingsAccess } from '../settings-access.js';
import { type Item, type ItemKindName, itemKinds } from './item-kinds.js';
import styles from './item-row.module.css';
import { useItemRefresh } from './use-item-refresh.js';

const texts = settings.items;

interface ItemRowProps {
  readonly of: Item;
  readonly kind: ItemKindName;
  readonly above: Item | undefined;
  readonly below: Item | undefined;
  readonly error: Error | null;
  /** The item that is dragged to another row, or null if none can be. */
  readonly drag: { readonly item: Item | null; readonly set: (item: Item | null) => void } | null;
  readonly onMove: (item: Item, to: Item) => void;
  readonly onRename: () => void;
}

/** A row of the list, which is moved by its arrows, or by dragging it to another row. */
export function ItemRow({ of, kind, above, below, error: moveError, drag, onMove, onRename }: ItemRowProps): ReactNode {
  const tallyport = useTallyport();
  const refresh = useItemRefresh();
  const { organization } = useViewer();
  const { can } = useSettingsAccess();
  const { archive, restore, change } = itemKinds[kind];
  const [isTarget, setTarget] = useState(false);
  const dragged = drag?.item;
  const isArchived = of.archivedAt !== null;
  const toggle = useMutation({
    mutationFn: () => tallyport.mutate(isArchived ? restore : archive, { id: of.id }),
    onSuccess: refresh,
  });
  const error = toggle.error ?? moveError;
  const arrow = (target: Item | undefined, label: string, sign: string): ReactNode => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={label}
      title={label}
      // Not disabled, so that it keeps the focus at the end of the list.
      aria-disabled={!target}
      {...(!target && { 'data-disabled': true })}
      onClick={() => target && onMove(of, target)}
    >
      {sign}
    </Button>
  );
  return (
    <tr
      className={isTarget ? styles.target : undefined}
      onDragOver={(event) => {
        if (!dragged) return;
        event.preventDefault();
        setTarget(dragged.id !== of.id);
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={(event) => {
        event.preventDefault();
        setTarget(false);
        if (dragged && dragged.id !== of.id) onMove(dragged, of);
      }}
    >
      <td>
        {drag && (
          <span
            className={styles.grip}
            draggable
            aria-hidden
            data-grip={of.name}
            title={texts.drag}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              const row = event.currentTarget.closest('tr');
              if (row) event.dataTransfer.setDragImage(row, 0, 0);
              drag.set(of);
            }}
            onDragEnd={() => drag.set(null)}
          >
            ⠿
          </span>
        )}
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
          {can[change].allowed && (
            <>
              {arrow(above, texts.moveUp(of.name), '↑')}
              {arrow(below, texts.moveDown(of.name), '↓')}
            </>
          )}
          <ActionButton
            size="compact-sm"
            variant="default"
            aria-label={texts.renameOf(of.name)}
            refusal={can[change].reason}
            isExplained
            onClick={onRename}
          >
            {texts.rename}…
          </ActionButton>
          <ActionButton
            size="compact-sm"
            variant="default"
            aria-label={(isArchived ? texts.restoreOf : texts.archiveOf)(of.name)}
            refusal={can[change].reason}
            isExplained
            loading={toggle.isPending}
            onClick={() => toggle.mutate()}
          >
            {isArchived ? texts.restore : texts.archive}
          </ActionButton>
        </Group>
      </td>
    </tr>
  );
}
