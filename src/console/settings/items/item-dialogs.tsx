import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { ChangeDialog } from '../../parts/change-dialog.js';
import { t } from '../../texts/index.js';
import { settings } from '../../texts/settings.js';
import { type Item, type ItemKindName, itemKinds, keyLike } from './item-kinds.js';
import { useItemRefresh } from './use-item-refresh.js';

const texts = settings.items;
const maxNameLength = 191;

interface NewItemProps {
  readonly kind: ItemKindName;
  readonly onClose: () => void;
}

export function NewItem({ kind, onClose }: NewItemProps): ReactNode {
  const tallyport = useTallyport();
  const refresh = useItemRefresh();
  const [name, setName] = useState('');
  const [typedKey, setTypedKey] = useState<string | null>(null);
  const key = typedKey ?? keyLike(name);
  return (
    <ChangeDialog<'name' | 'key'>
      title={texts[kind].add}
      action={texts.create}
      refusal={name.trim() === '' ? t.actions.nameFirst : null}
      fields={['name', 'key']}
      change={() => itemKinds[kind].create(tallyport, name, key)}
      onChanged={refresh}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <TextInput
            data-autofocus
            label={texts.name}
            maxLength={maxNameLength}
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {kind === 'custom-properties' && (
            <TextInput
              label={texts.key}
              description={texts.keyHint}
              maxLength={64}
              value={key}
              error={errors.key}
              onChange={(event) => setTypedKey(event.currentTarget.value)}
            />
          )}
        </>
      )}
    </ChangeDialog>
  );
}

interface RenameItemProps extends NewItemProps {
  readonly of: Item;
}

export function RenameItem({ kind, of, onClose }: RenameItemProps): ReactNode {
  const tallyport = useTallyport();
  const refresh = useItemRefresh();
  const [name, setName] = useState(of.name);
  return (
    <ChangeDialog<'name'>
      title={texts.renameOf(of.name)}
      action={texts.rename}
      refusal={name.trim() === '' ? t.actions.nameFirst : name === of.name ? t.actions.unchanged : null}
      fields={['name']}
      change={() => tallyport.mutate(itemKinds[kind].rename, { input: { id: of.id, name } })}
      onChanged={refresh}
      onClose={onClose}
    >
      {(errors) => (
        <TextInput
          data-autofocus
          label={texts.name}
          maxLength={maxNameLength}
          value={name}
          error={errors.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
    </ChangeDialog>
  );
}
