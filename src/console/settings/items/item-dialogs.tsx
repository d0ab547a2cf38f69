import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { fieldErrors } from '../../parts/field-errors.js';
import { FormDialog } from '../../parts/form-dialog.js';
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
  const create = useMutation({
    mutationFn: () => itemKinds[kind].create(tallyport, name, key),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  const errors = fieldErrors(create.error, ['name', 'key']);
  return (
    <FormDialog
      title={texts[kind].add}
      action={texts.create}
      refusal={name.trim() === '' ? t.actions.nameFirst : null}
      isPending={create.isPending}
      error={errors.other}
      onConfirm={() => create.mutate()}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}

interface RenameItemProps extends NewItemProps {
  readonly of: Item;
}

export function RenameItem({ kind, of, onClose }: RenameItemProps): ReactNode {
  const tallyport = useTallyport();
  const refresh = useItemRefresh();
  const [name, setName] = useState(of.name);
  const rename = useMutation({
    mutationFn: () => tallyport.mutate(itemKinds[kind].rename, { input: { id: of.id, name } }),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
  });
  const errors = fieldErrors(rename.error, ['name']);
  return (
    <FormDialog
      title={texts.renameOf(of.name)}
      action={texts.rename}
      refusal={name.trim() === '' ? t.actions.nameFirst : name === of.name ? t.actions.unchanged : null}
      isPending={rename.isPending}
      error={errors.other}
      onConfirm={() => rename.mutate()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={texts.name}
        maxLength={maxNameLength}
        value={name}
        error={errors.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
