import { Button, Group, NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import type { RecordDataset } from '../access.js';
import { DeleteMappingDocument, SavedMappingsDocument } from '../generated.js';
import { Confirm } from '../parts/confirm.js';
import { Failed } from '../parts/states.js';
import { t } from '../texts/index.js';

interface SavedMappingsProps {
  readonly dataset: RecordDataset;
  /** The name of the chosen mapping, or an empty text. */
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** Chooses a saved mapping of headers, or deletes one. Shows nothing if none is saved. */
export function SavedMappings({ dataset, value, onChange }: SavedMappingsProps): ReactNode {
  const tallyport = useTallyport();
  const [isDeleting, setDeleting] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['saved mappings', dataset],
    queryFn: ({ signal }) => tallyport.query(SavedMappingsDocument, { dataset }, { signal }),
    staleTime: 0,
  });
  const remove = useMutation({
    mutationFn: (id: string) => tallyport.mutate(DeleteMappingDocument, { id }),
    onSuccess: () => onChange(''),
    // A failed one may be gone already.
    onSettled: () => refetch(),
  });
  const saved = data?.importMappings?.nodes ?? [];
  const chosen = saved.find(({ name }) => name === value);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (saved.length === 0) return null;
  return (
    <Group align="flex-end" gap="xs">
      <NativeSelect
        label={t.imports.mapping}
        value={value}
        data={[{ value: '', label: t.imports.noMapping }, ...saved.map(({ name }) => ({ value: name, label: name }))]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {chosen?.canDelete && (
        <Button variant="default" loading={remove.isPending} onClick={() => setDeleting(true)}>
          {t.imports.deleteMapping}…
        </Button>
      )}
      {chosen && isDeleting && (
        <Confirm
          action={t.imports.deleteMapping}
          onConfirm={() => remove.mutate(chosen.id)}
          onClose={() => setDeleting(false)}
        >
          {t.imports.mappingWillBeLost(chosen.name)}
        </Confirm>
      )}
      {remove.error && <Failed error={remove.error} />}
    </Group>
  );
}
