import { badInput } from '../../../errors';
import { CsvDelimiter, DecimalSeparator } from '../../../platform/files/csv-dialect';
import { decimalSeparatorOf } from '../../../platform/graphql/decimal-separator';
import type { Scope } from '../../auth/scopes';
import type { UserRepository } from '../../users/user.repository';
import { ExportDataset } from '../datasets';
import type { ExportSelection } from '../datasets/export-selection';
import { requiredPermissions } from '../record/export.policy';
import type { ValidatedExport } from './export-spec';
import type { StartExportInput } from './start-export.inputs';

const optionsOfRowExports = ['template', 'columns', 'ids', 'filter', 'period'] as const;

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
  for (const option of optionsOfRowExports)
    if (input[option])
      throw badInput(
        `input.${option}`,
        'The dataset ORGANIZATION has no such option. It contains all data, or with `userId` all data of one user.',
      );
  // An empty string is an unknown id, and must never mean all users.
  const id = typeof userId === 'string' ? (await users.idCheck(scope, [userId]))(userId, 'input.userId') : undefined;
  const selection: ExportSelection = {
    ...(id !== undefined && { userId: id }),
    ...(asOf && { asOf: asOf.getTime() }),
    ...csvSelection(input),
  };
  return {
    request: { dataset, format, columnKeys: [], selection },
    permissions: requiredPermissions(ExportDataset.ORGANIZATION),
    omitted: [],
    warnings: [],
  };
}

/** Returns the CSV options, or nothing if all are defaults, so that identical exports have equal specs. */
export function csvSelection({ csv }: Pick<StartExportInput, 'csv'>): Pick<ExportSelection, 'csv'> {
  if (!csv) return {};
  const { byteOrderMark, formulaGuard, delimiter } = csv;
  const decimalSeparator = decimalSeparatorOf(delimiter, csv.decimalSeparator, 'input.csv.decimalSeparator');
  const isDefault =
    byteOrderMark && formulaGuard && delimiter === CsvDelimiter.COMMA && decimalSeparator === DecimalSeparator.POINT;
  return isDefault ? {} : { csv: { byteOrderMark, formulaGuard, delimiter, decimalSeparator } };
}
