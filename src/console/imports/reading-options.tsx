import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { BlankCells, CsvDelimiter, DateOrder, DecimalSeparator, ImportEncoding } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { ReadImportAgainDocument, type ReadImportAgainVariables } from '../generated.js';
import { optionsOf } from '../labels.js';
import { Failed } from '../parts/states.js';
import { useLabels } from '../session.js';
import { t } from '../texts/index.js';
import type { ImportDetails } from './import-details.js';
import styles from './import-page.module.css';

type Options = Omit<ReadImportAgainVariables, 'id'>;

/** Reads the file again: in another encoding, with another separator or sheet, or with other rules for its rows. */
export function ReadingOptions({ details }: { readonly details: ImportDetails }): ReactNode {
  const tallyport = useTallyport();
  const labels = useLabels();
  const read = useMutation({
    mutationFn: (options: Options) => tallyport.mutate(ReadImportAgainDocument, { id: details.id, ...options }),
  });
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
              <Button variant="default" size="xs" onClick={() => read.mutate({ encoding })} disabled={read.isPending}>
                {t.imports.reading.use(labels.ImportEncoding[encoding])}
              </Button>
            </div>
          ))}
        </section>
      )}
      {read.error && <Failed error={read.error} />}
      {/* A sheet that cannot be read is replaced by the choice of another one. */}
      <details open={details.sheets !== null && details.source === null}>
        <summary>{t.imports.reading.title}</summary>
        <Fields details={details} isPending={read.isPending} onRead={(options) => read.mutate(options)} />
      </details>
    </Stack>
  );
}

interface FieldsProps {
  readonly details: ImportDetails;
  readonly isPending: boolean;
  readonly onRead: (options: Options) => void;
}

function Fields({ details, isPending, onRead }: FieldsProps): ReactNode {
  const labels = useLabels();
  const { source } = details;
  const isWorkbook = details.sheets !== null;
  // A workbook can have more sheets than are listed.
  const sheets = [...new Set([...(source?.sheet ? [source.sheet] : []), ...(details.sheets ?? [])])];
  const [options, setOptions] = useState<Options>({});
  const set = (changes: Options): void => setOptions({ ...options, ...changes });
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
        <Button type="submit" variant="default" loading={isPending} disabled={Object.keys(options).length === 0}>
          {texts.again}
        </Button>
      </Group>
    </form>
  );
}
