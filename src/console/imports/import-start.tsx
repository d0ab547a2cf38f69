import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type BlankCells, StartImportDocument } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { useLocation, useSearch } from 'wouter';
import type { RecordDataset } from '../access.js';
import { useStartedExports } from '../exporting/started-exports.js';
import { optionsOf } from '../labels.js';
import { ActionButton } from '../parts/action-button.js';
import { Failed } from '../parts/states.js';
import { useLabels } from '../session.js';
import { t } from '../texts/index.js';
import { FileDrop } from './file-drop.js';
import { SavedMappings } from './saved-mappings.js';
import { startUpload } from './uploads.js';

/** The template whose file can come back with changes. */
const editableTemplates = {
  USERS: 'USER_MANAGEMENT',
  BOOKINGS: 'BOOKING_LIST',
  INVOICES: 'INVOICE_LIST',
} satisfies Record<RecordDataset, string>;

/** Chooses a file and how its rows are applied, and starts the import. */
export function ImportStart({ datasets }: { readonly datasets: readonly RecordDataset[] }): ReactNode {
  const tallyport = useTallyport();
  const labels = useLabels();
  const { add } = useStartedExports();
  const [, navigate] = useLocation();
  const parameters = new URLSearchParams(useSearch());
  const corrects = parameters.get('corrects');
  const [file, setFile] = useState<File | null>(null);
  const [dataset, setDataset] = useState(datasets.find((each) => each === parameters.get('dataset')) ?? datasets[0]!);
  const [createMissing, setCreateMissing] = useState(false);
  const [blankCells, setBlankCells] = useState<BlankCells>('KEEP');
  const [mappingName, setMappingName] = useState('');
  const start = useMutation({
    mutationFn: (chosen: File) =>
      tallyport.mutate(StartImportDocument, {
        input: {
          dataset,
          fileName: chosen.name,
          createMissing,
          blankCells,
          ...(mappingName ? { mappingName } : {}),
          ...(corrects ? { correctionOf: corrects } : {}),
        },
      }),
    onSuccess: ({ startImport: { id } }, chosen) => {
      void startUpload(tallyport, id, chosen);
      navigate(`/imports/${id}`);
    },
  });
  const extract = useMutation({
    mutationFn: (format: 'CSV' | 'XLSX') =>
      tallyport.startExport({ dataset, template: editableTemplates[dataset], format }),
    onSuccess: ({ id }) => add(id),
  });
  const error = start.error ?? extract.error;

  return (
    <Stack gap="md">
      {corrects && <Text>{t.imports.corrects}</Text>}
      <FileDrop file={file} onChoose={setFile} />
      <Group align="flex-end" gap="md">
        <NativeSelect
          label={t.imports.dataset}
          value={dataset}
          disabled={corrects !== null}
          data={datasets.map((value) => ({ value, label: labels.ExportDataset[value] }))}
          onChange={(event) => {
            setDataset(event.currentTarget.value as RecordDataset);
            setMappingName('');
          }}
        />
        <NativeSelect
          label={t.imports.blankCells}
          value={blankCells}
          data={optionsOf(labels.BlankCells).toReversed()}
          onChange={(event) => setBlankCells(event.currentTarget.value as BlankCells)}
        />
        <SavedMappings dataset={dataset} value={mappingName} onChange={setMappingName} />
      </Group>
      <Checkbox
        label={t.imports.createMissing}
        checked={createMissing}
        onChange={(event) => setCreateMissing(event.currentTarget.checked)}
      />
      {error && <Failed error={error} />}
      <Group>
        <ActionButton
          refusal={file === null ? t.imports.chooseFirst : null}
          loading={start.isPending}
          onClick={() => start.mutate(file!)}
        >
          {t.imports.start}
        </ActionButton>
      </Group>
      <Group gap="xs">
        {(['CSV', 'XLSX'] as const).map((format) => (
          <Button
            key={format}
            variant="default"
            size="xs"
            loading={extract.isPending && extract.variables === format}
            onClick={() => extract.mutate(format)}
          >
            {t.imports.edit[format]}
          </Button>
        ))}
      </Group>
      <Text size="sm" c="dimmed">
        {t.imports.cut}
      </Text>
    </Stack>
  );
}
