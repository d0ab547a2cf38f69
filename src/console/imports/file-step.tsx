import { Progress, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Import } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { bytes } from '../format.js';
import { Failed, Loading } from '../parts/states.js';
import { useLabels } from '../session.js';
import { t } from '../texts/index.js';
import { FileDrop } from './file-drop.js';
import type { ImportDetails } from './import-details.js';
import { Step } from './step.js';
import { startUpload, useUpload } from './uploads.js';

interface FileStepProps {
  readonly number: number;
  readonly title: string;
  readonly state: 'waiting' | 'current' | 'done';
  readonly of: Import;
  readonly details: ImportDetails;
}

/** The upload of the file, and how it is read. */
export function FileStep({ of, details, ...step }: FileStepProps): ReactNode {
  const labels = useLabels();
  const { source, files } = details;
  const summary = [
    ...(files.source ? [bytes(Number(files.source.bytes))] : []),
    ...(source ? [labels.ExportFormat[source.format]] : []),
    ...(source?.encoding ? [labels.ImportEncoding[source.encoding]] : []),
    ...(source?.delimiter ? [labels.CsvDelimiter[source.delimiter]] : []),
    ...(source?.sheet ? [source.sheet] : []),
  ].join(' · ');
  return (
    <Step {...step} summary={summary}>
      <Uploading of={of} />
    </Step>
  );
}

function Uploading({ of }: { readonly of: Import }): ReactNode {
  const tallyport = useTallyport();
  const upload = useUpload(of.id);
  if (!of.actions.upload) return <Text c="dimmed">{t.imports.othersFile}</Text>;
  const choose = (file: File): void => void startUpload(tallyport, of.id, file);
  if (!upload || upload.error)
    return (
      <Stack gap="sm">
        {upload?.error && <Failed error={upload.error} />}
        <Text>{t.imports.uploadAgain}</Text>
        <FileDrop file={null} onChoose={choose} />
      </Stack>
    );
  if (upload.total === 0) return <Loading rows={1} />;
  const line = t.imports.upload(bytes(upload.sent), bytes(upload.total));
  return (
    <Stack gap="xs">
      <Progress value={(100 * upload.sent) / upload.total} aria-label={line} />
      <Text>{line}</Text>
    </Stack>
  );
}
