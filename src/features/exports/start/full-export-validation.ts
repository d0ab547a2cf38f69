import { isDeepStrictEqual } from 'node:util';
import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { CsvDelimiter, DecimalSeparator } from '../../../platform/files/csv-dialect';
import type { CsvOptions } from '../../../platform/files/csv-writer';
import { decimalSeparatorOf } from '../../../platform/graphql/decimal-separator';
import { fileBaseName } from '../../../platform/graphql/file-name';
import { checkAll, parseEach } from '../../../platform/graphql/input-errors';
import type { Scope } from '../../auth/scopes';
import type { UserRepository } from '../../users/user.repository';
import { ExportDataset } from '../datasets';
import type { ExportSelection } from '../datasets/export-selection';
import { type ExportFormat, fileTypes } from '../formats';
import { requiredPermissions } from '../record/export.policy';
import { assertFormat } from './check-format';
import type { ValidatedExport } from './export-spec';
import type { StartExportInput } from './start-export.inputs';

const optionsOfRowExports = ['template', 'columns', 'ids', 'excludeIds', 'filter', 'period'] as const;

/**
 * Validates a full export, of the organization or of one user. Its only options are `userId`, `asOf` and `csv`.
 *
 * @throws BAD_USER_INPUT for any other option, and for a user outside the scope.
 */
export async function validateFullExport(
  users: UserRepository,
  scope: Scope,
  input: StartExportInput,
): Promise<ValidatedExport> {
  const { dataset, format, userId, asOf } = input;
  // An empty string is an unknown id, and must never mean all users.
  const checkId = typeof userId === 'string' ? await users.idCheck(scope, [userId]) : undefined;
  const { id, file } = checkAll({
    format: () => assertFormat(input),
    options: () => parseEach(optionsOfRowExports, (option) => assertAbsent(input, option)),
    id: () => checkId?.(userId!, 'input.userId'),
    file: () => fileOptions(input),
  });
  const selection: ExportSelection = {
    ...(id !== undefined && { userId: id }),
    ...(asOf && { asOf: asOf.getTime() }),
    ...file,
  };
  return {
    request: { dataset, format, columnKeys: [], selection },
    permissions: requiredPermissions(ExportDataset.ORGANIZATION),
    omitted: [],
    warnings: [],
    requested: { template: null },
  };
}

function assertAbsent(input: StartExportInput, option: (typeof optionsOfRowExports)[number]): void {
  if (input[option])
    throw badInput(
      `input.${option}`,
      'The dataset ORGANIZATION has no such option. It contains all data, or with `userId` all data of one user.',
      because('OPTION_OF_ROW_EXPORT'),
    );
}

/** Returns the requested name of the file and the CSV options, in the form of a spec. */
export const fileOptions = ({
  format,
  csv,
  fileName,
}: Pick<StartExportInput, 'format' | 'csv' | 'fileName'>): Pick<ExportSelection, 'csv' | 'fileName'> => {
  const checked = checkAll({
    csv: () => csvSelection(csv),
    fileName: () =>
      typeof fileName === 'string' && {
        fileName: fileBaseName('input.fileName', fileName, fileTypes[format].extension),
      },
  });
  return { ...checked.csv, ...checked.fileName };
};

/** The CSV options as they are if an input has none. */
const defaultCsvOptions: Required<CsvOptions> = {
  byteOrderMark: true,
  formulaGuard: true,
  delimiter: CsvDelimiter.COMMA,
  decimalSeparator: DecimalSeparator.POINT,
};

/** The CSV options in full, as `input` of exports and requests shows them. Null for formats without them. */
export const fullCsvOptions = (
  format: ExportFormat,
  csv: CsvOptions | null | undefined,
): Required<CsvOptions> | null => (fileTypes[format].hasCsvOptions ? { ...defaultCsvOptions, ...csv } : null);

/** Returns nothing if all CSV options are defaults, so that identical exports have equal specs. */
function csvSelection(csv: StartExportInput['csv']): Pick<ExportSelection, 'csv'> {
  if (!csv) return {};
  const { byteOrderMark, formulaGuard, delimiter } = csv;
  const decimalSeparator = decimalSeparatorOf(delimiter, csv.decimalSeparator, 'input.csv.decimalSeparator');
  const options: CsvOptions = { byteOrderMark, formulaGuard, delimiter, decimalSeparator };
  return isDeepStrictEqual(options, defaultCsvOptions) ? {} : { csv: options };
}
