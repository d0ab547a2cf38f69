import { because } from '../../../error-reasons';
import { type AppError, badInput } from '../../../errors';
import { checkAll } from '../../../platform/graphql/input-errors';
import { alternatives } from '../../../platform/text/alternatives';
import { assertAllowed } from '../../auth/denials';
import { ExportDataset } from '../datasets';
import { ExportFormat, fileTypes, formatsWithCsvOptions, rowFormatNames } from '../formats';
import type { StartExportInput } from './start-export.inputs';

/** Returns BAD_USER_INPUT for a format that files of the dataset cannot have. */
export function checkFormat(dataset: ExportDataset, format: ExportFormat): AppError | null {
  const isFullExport = dataset === ExportDataset.ORGANIZATION;
  if (isFullExport === (format === ExportFormat.ZIP)) return null;
  return badInput(
    'input.format',
    isFullExport
      ? 'The dataset ORGANIZATION has only the format ZIP.'
      : `Only the dataset ORGANIZATION has the format ZIP. Use ${alternatives(rowFormatNames)}.`,
    because(isFullExport ? 'ZIP_ONLY' : 'ZIP_FULL_ONLY'),
  );
}

/** @throws BAD_USER_INPUT for a format that the dataset does not have, and for options that the format does not have */
export const assertFormat = ({ dataset, format, csv }: StartExportInput): void => {
  checkAll({
    format: () => assertAllowed(checkFormat(dataset, format)),
    csv: () => {
      if (csv && !fileTypes[format].hasCsvOptions)
        throw badInput(
          'input.csv',
          `Only the formats ${formatsWithCsvOptions.join(' and ')} have CSV options.`,
          because('CSV_OPTIONS', { formats: formatsWithCsvOptions }),
        );
    },
  });
};
