import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { BlankCells, CsvDelimiter, DateOrder, DecimalSeparator, Import, ImportEncoding } from 'tallyport/client';
import { optionsOf } from '../labels.js';
import { ActionButton } from '../parts/action-button.js';
import { Failed } from '../parts/states.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { mapRefusal } from './action-refusals.js';
import type { ImportDetails } from './import-details.js';
import styles from './import-page.module.css';
import { type ReadingChoices, useReadAgain } from './read-again.js';

interface ReadingOptionsProps {
  readonly of: Import;
  readonly details: ImportDetails;
  /** The options of the form are in use. */
  readonly onRead: () => void;
}

/** Reads the file again: in another encoding, with another separator or sheet, or with other rules for its rows. */
export function ReadingOptions({ of, details, onRead }: ReadingOptionsProps): ReactNode {
  const labels = useLabels();
  const read = useReadAgain(details.id);
  const [isOpen, setOpen] = useState<boolean | null>(null);
  // A sheet that cannot be read is replaced by the choice of another one.
  const needsSheet = details.sheets !== null && details.source === null;
  return (
    <Stack gap="md">
      {details.encodingPreviews && (
        <section aria-label={t.imports.reading.encoding}>
          <Text fw={600} pb="xs">
            {t.imports.reading.previews}
          </Text>
          {details.encodingPreviews.map(({ encoding, rows }) => (
            <div key={encoding} className={styles.preview}>
              <pre>{rows.join('\n')}</pre>
              <Button
                variant="default"
                size="xs"
                onClick={() => read.mutate({ encoding })}
                loading={read.isPending && read.variables.encoding === encoding}
              >
                {t.imports.reading.use(labels.ImportEncoding[encoding])}
              </Button>
            </div>
          ))}
        </section>
      )}
      {read.error && <Failed error={read.error} />}
      <details open={isOpen ?? needsSheet} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t.imports.reading.title}</summary>
        {/* Starts from the options of the newest version. */}
        <Fields
          key={details.version}
          of={of}
          details={details}
          isPending={read.isPending}
          onRead={(choices) => {
            onRead();
            read.mutate(choices);
          }}
        />
      </details>
    </Stack>
  );
}

interface FieldsProps extends Omit<ReadingOptionsProps, 'onRead'> {
  readonly isPending: boolean;
  readonly onRead: (choices: ReadingChoices) => void;
}

function Fields({ of, details, isPending, onRead }: FieldsProps): ReactNode {
  const labels = useLabels();
  const viewer = useViewer();
  const { source } = details;
  const isWorkbook = details.sheets !== null;
  // A workbook can have more sheets than are listed.
  const sheets = [...new Set([...(source?.sheet ? [source.sheet] : []), ...(details.sheets ?? [])])];
  const [options, setReadingChoices] = useState<ReadingChoices>({});
  const set = (changes: ReadingChoices): void => setReadingChoices({ ...options, ...changes });
  const texts = t.imports.reading;
  return (
    <form
      className={styles.reading}
      onSubmit={(event) => {
        event.preventDefault();
        onRead(options);
      }}
    >
      <Group align="flex-end">
        {isWorkbook ? (
          <NativeSelect
            label={texts.sheet}
            value={options.sheet ?? source?.sheet ?? ''}
            data={source ? sheets : [{ value: '', label: texts.chooseSheet, disabled: true }, ...sheets]}
            onChange={(event) => set({ sheet: event.currentTarget.value })}
          />
        ) : (
          <>
            <NativeSelect
              label={texts.encoding}
              value={options.encoding ?? source?.encoding ?? 'UTF_8'}
              data={optionsOf(labels.ImportEncoding)}
              onChange={(event) => set({ encoding: event.currentTarget.value as ImportEncoding })}
            />
            <NativeSelect
              label={texts.separator}
              value={options.delimiter ?? source?.delimiter ?? 'COMMA'}
              data={optionsOf(labels.CsvDelimiter)}
              onChange={(event) => set({ delimiter: event.currentTarget.value as CsvDelimiter })}
            />
            <NativeSelect
              label={texts.decimals}
              value={options.decimalSeparator ?? ''}
              data={[{ value: '', label: texts.asRecognized }, ...optionsOf(labels.DecimalSeparator)]}
              onChange={(event) =>
                set({ decimalSeparator: (event.currentTarget.value || null) as DecimalSeparator | null })
              }
            />
          </>
        )}
        <NativeSelect
          label={texts.dates}
          value={options.dateOrder ?? details.dateOrder}
          data={optionsOf(labels.DateOrder).toReversed()}
          onChange={(event) => set({ dateOrder: event.currentTarget.value as DateOrder })}
        />
        <NativeSelect
          label={t.imports.blankCells}
          value={options.blankCells ?? details.blankCells}
          data={optionsOf(labels.BlankCells)}
          onChange={(event) => set({ blankCells: event.currentTarget.value as BlankCells })}
        />
      </Group>
      <Checkbox
        label={t.imports.createMissing}
        checked={options.createMissing ?? details.createMissing}
        onChange={(event) => set({ createMissing: event.currentTarget.checked })}
      />
      {!isWorkbook && (
        <Checkbox
          label={texts.guard}
          checked={options.formulaGuard ?? details.formulaGuard}
          onChange={(event) => set({ formulaGuard: event.currentTarget.checked })}
        />
      )}
      <Group>
        <ActionButton
          type="submit"
          variant="default"
          loading={isPending}
          refusal={mapRefusal(of, viewer) ?? (Object.keys(options).length === 0 ? texts.unchanged : null)}
        >
          {texts.again}
        </ActionButton>
      </Group>
    </form>
  );
}
