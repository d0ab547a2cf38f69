import { type AppError, badInput } from '../../../errors';
import { alternatives } from '../../../platform/text/alternatives';
import { ExportDataset } from '../datasets';
import { ExportFormat, rowFormatNames } from '../formats';

/** Returns BAD_USER_INPUT for a format that files of the dataset cannot have. */
export function checkFormat(dataset: ExportDataset, format: ExportFormat): AppError | null {
  const isFullExport = dataset === ExportDataset.ORGANIZATION;
  if (isFullExport === (format === ExportFormat.ZIP)) return null;
  return badInput(
    'input.format',
    isFullExport
      ? 'The dataset ORGANIZATION has only the format ZIP.'
      : `Only the dataset ORGANIZATION has the format ZIP. Use ${alternatives(rowFormatNames)}.`,
  );
}
