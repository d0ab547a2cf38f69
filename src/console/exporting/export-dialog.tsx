import { Button, Group, Modal, NativeSelect, Radio, Stack, Text, Textarea } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { RequestExportDocument } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { useLocation } from 'wouter';
import { exportAccess, type RecordDataset } from '../access.js';
import { days } from '../format.js';
import { ExportChoicesDocument, ExportPreviewDocument } from '../generated.js';
import { optionsOf } from '../labels.js';
import { ActionButton } from '../parts/action-button.js';
import { CutText } from '../parts/cut-text.js';
import { DialogButtons } from '../parts/dialog-buttons.js';
import { Failed, Loading } from '../parts/states.js';
import { TableRegion } from '../parts/table-region.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { ColumnPicker } from './column-picker.js';
import { type Choices, firstChoices, inputOf, type SelectedRows } from './export-choices.js';
import styles from './export-dialog.module.css';
import { PeriodField } from './period-field.js';
import { useStartedExports } from './started-exports.js';

interface ExportDialogProps {
  readonly dataset: RecordDataset;
  /** Number of selected rows. Null: all, whose number the viewer may not know. */
  readonly count: number | null;
  readonly selection: SelectedRows;
  readonly onClose: () => void;
}

/**
 * Chooses format, columns and period of an export, shows the first rows of the file, and starts it. Users who may not
 * export ask the owner for it.
 */
export function ExportDialog({ dataset, count, selection, onClose }: ExportDialogProps): ReactNode {
  const tallyport = useTallyport();
  const { add } = useStartedExports();
  const labels = useLabels();
  const isRequest = !exportAccess(useViewer())[dataset].allowed;
  const [, navigate] = useLocation();
  const [reason, setReason] = useState('');
  const [choices, setChoices] = useState<Choices>(() => firstChoices(dataset));
  const [isPicking, setPicking] = useState(false);
  const change = (changes: Partial<Choices>): void => setChoices((before) => ({ ...before, ...changes }));
  const available = useQuery({
    queryKey: ['export choices', dataset],
    queryFn: ({ signal }) => tallyport.query(ExportChoicesDocument, { dataset }, { signal }),
  });
  const input = inputOf(dataset, choices, selection);
  const preview = useQuery({
    queryKey: ['preview', input],
    queryFn: ({ signal }) => tallyport.query(ExportPreviewDocument, { input: input! }, { signal }),
    enabled: input !== null && !isRequest,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const start = useMutation({
    mutationFn: () => tallyport.startExport(input!),
    onSuccess: ({ id }) => {
      onClose();
      add(id);
    },
  });
  const request = useMutation({
    mutationFn: () =>
      tallyport.mutate(RequestExportDocument, { input: { export: input!, reason: reason.trim() || null } }),
    onSuccess: ({ requestExport: { id } }) => {
      onClose();
      navigate(`/export-requests/${id}`);
    },
  });
  const previewed = preview.data?.previewExport;

  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={count === null ? t.requests.ask : (isRequest ? t.requests.askFor : t.exporting.export)[dataset](count)}
      closeButtonProps={{ 'aria-label': t.actions.close }}
    >
      {available.error ? (
        <Failed error={available.error} onRetry={() => void available.refetch()} />
      ) : !available.data ? (
        <Loading rows={6} />
      ) : isPicking ? (
        <ColumnPicker
          dataset={dataset}
          columns={
            isRequest
              ? available.data.exportColumns.map((column) => ({ ...column, available: column.requestable }))
              : available.data.exportColumns
          }
          canSave={!isRequest}
          chosen={choices.template === null ? choices.columns : columnsOf(choices.template)}
          onCancel={() => setPicking(false)}
          onChoose={(columns, template) => {
            change({ columns, template });
            setPicking(false);
            if (template !== null) void available.refetch();
          }}
        />
      ) : (
        <Stack gap="md">
          <Group align="flex-end" gap="lg">
            <Radio.Group label={t.exporting.format} value={choices.format} onChange={(format) => change({ format })}>
              <Group gap="md" h={36}>
                <Radio value="CSV" label={labels.ExportFormat.CSV} />
                <Radio value="XLSX" label={labels.ExportFormat.XLSX} />
              </Group>
            </Radio.Group>
            {choices.format === 'CSV' && (
              <NativeSelect
                label={t.exporting.separator}
                value={choices.delimiter}
                data={optionsOf(labels.CsvDelimiter)}
                onChange={(event) => change({ delimiter: event.currentTarget.value as Choices['delimiter'] })}
              />
            )}
          </Group>
          <Group align="flex-end">
            <NativeSelect
              label={t.exporting.columns}
              value={choices.template ?? ''}
              data={[
                ...(choices.template === null
                  ? [{ value: '', label: t.exporting.ownColumns(choices.columns.length) }]
                  : []),
                ...available.data.exportTemplates
                  .filter((template) => template.dataset === dataset)
                  .map(({ id, title, columns }) => ({ value: id, label: t.exporting.template(title, columns.length) })),
              ]}
              onChange={(event) => change({ template: event.currentTarget.value || null })}
            />
            <Button variant="default" onClick={() => setPicking(true)}>
              {t.exporting.chooseColumns}
            </Button>
          </Group>
          <PeriodField dataset={dataset} choices={choices} onChange={change} />
          {isRequest ? (
            <>
              <Text c="dimmed">{t.requests.why}</Text>
              <Textarea
                label={t.requests.reason}
                maxLength={1000}
                autosize
                minRows={2}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
            </>
          ) : (
            <div className={styles.preview}>
              {preview.error ? (
                <Failed error={preview.error} onRetry={() => void preview.refetch()} />
              ) : previewed ? (
                <>
                  <Text size="sm" fw={600} role="status">
                    {previewed.rows === 0 ? t.exporting.noRows : t.exporting.rows(previewed.rows)}
                    {previewed.period &&
                      ` · ${t.exporting.days(days(previewed.period.start, previewed.period.end), previewed.timezone)}`}
                  </Text>
                  {previewed.dropped.length > 0 && (
                    <Text size="sm" c="var(--warning)" title={previewed.dropped.map(({ reason }) => reason).join('\n')}>
                      {t.exporting.dropped(previewed.dropped.length)}
                    </Text>
                  )}
                  <TableRegion name={t.exporting.preview} className={styles.rows}>
                    <table>
                      <thead>
                        <tr>
                          {previewed.columns.map(({ key, label }) => (
                            <th key={key}>
                              <CutText>{label}</CutText>
                            </th>
                          ))}
                        </tr>
                      </thead>
                      <tbody>
                        {previewed.sample.slice(0, 5).map((cells, row) => (
                          <tr key={row}>
                            {cells.map((cell, at) => (
                              <td key={at}>
                                <CutText>{cell}</CutText>
                              </td>
                            ))}
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </TableRegion>
                </>
              ) : (
                <Loading rows={4} />
              )}
            </div>
          )}
          {(start.error ?? request.error) && <Failed error={(start.error ?? request.error)!} />}
          <DialogButtons>
            <Button variant="default" onClick={onClose}>
              {t.actions.cancel}
            </Button>
            <ActionButton
              refusal={input === null ? t.exporting.chooseDays : null}
              loading={start.isPending || request.isPending}
              onClick={() => (isRequest ? request : start).mutate()}
            >
              {isRequest ? t.requests.send : t.exporting.start}
            </ActionButton>
          </DialogButtons>
        </Stack>
      )}
    </Modal>
  );

  function columnsOf(template: string): readonly string[] {
    return available.data?.exportTemplates.find(({ id }) => id === template)?.columns ?? [];
  }
}
