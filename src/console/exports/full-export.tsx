import { Button, Group, Modal, Radio, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { useStartedExports } from '../exporting/started-exports.js';
import { UserSearchDocument } from '../generated.js';
import { Failed } from '../parts/states.js';
import { t } from '../texts/index.js';

/** Starts the owner's export of all data, of the organization or of one user. */
export function FullExport({ onClose }: { readonly onClose: () => void }): ReactNode {
  const tallyport = useTallyport();
  const { add } = useStartedExports();
  const [what, setWhat] = useState('all');
  const [userId, setUserId] = useState<string | null>(null);
  const start = useMutation({
    mutationFn: () =>
      tallyport.startExport({ dataset: 'ORGANIZATION', format: 'ZIP', userId: what === 'user' ? userId : null }),
    onSuccess: ({ id }) => {
      onClose();
      add(id);
    },
  });
  return (
    <Modal opened onClose={onClose} title={t.fullExport.title} closeButtonProps={{ 'aria-label': t.actions.close }}>
      <Stack gap="md">
        <Radio.Group label={t.fullExport.what} value={what} onChange={setWhat}>
          <Stack gap="xs" pt="xs">
            <Radio value="all" label={t.fullExport.all} />
            <Radio value="user" label={t.fullExport.user} />
          </Stack>
        </Radio.Group>
        {what === 'user' ? <UserField value={userId} onChange={setUserId} /> : <Text>{t.fullExport.enough}</Text>}
        <Text c="dimmed">{t.fullExport.only}</Text>
        {start.error && <Failed error={start.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button
            disabled={what === 'user' && userId === null}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t.fullExport.start}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface UserFieldProps {
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
}

/** Finds a user by a part of the name or address. */
function UserField({ value, onChange }: UserFieldProps): ReactNode {
  const tallyport = useTallyport();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, 200);
  const found = useQuery({
    queryKey: ['user search', search],
    queryFn: ({ signal }) => tallyport.query(UserSearchDocument, { search: search.trim() || null }, { signal }),
    placeholderData: keepPreviousData,
    // The chosen name is in the field, and finds the same user.
    enabled: value === null,
  });
  const options = (found.data?.users.nodes ?? []).map(({ id, displayName, email }) => ({
    value: id,
    label: email ? `${displayName} (${email})` : displayName,
  }));
  return (
    <>
      <Select
        label={t.fullExport.userName}
        placeholder={t.fullExport.search}
        searchable
        clearable
        data={options}
        filter={({ options }) => options}
        value={value}
        onChange={onChange}
        searchValue={text}
        onSearchChange={setText}
      />
      {found.error && <Failed error={found.error} onRetry={() => void found.refetch()} />}
    </>
  );
}
