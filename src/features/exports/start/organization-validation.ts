import { badInput } from '../../../errors';
import { CsvDelimiter, DecimalSeparator, decimalSeparatorOf } from '../../../platform/files/csv-dialect';
import type { Scope } from '../../users/user.policy';
import type { UserRepository } from '../../users/user.repository';
import { ExportDataset } from '../datasets';
import type { ExportSelection } from '../datasets/export-selection';
import { ExportFormat } from '../formats';
import { requiredPermissions } from '../record/export.policy';
import type { ValidatedExport } from './export-spec';
import type { StartExportInput } from './start-export.inputs';

const choices = ['template', 'columns', 'ids', 'filter', 'period'] as const;

/** A whole organization, or one user of it, leaves nothing else to choose but the way of its CSV files. */
export async function checkOrganizationRequest(
  users: UserRepository,
  scope: Scope,
  input: StartExportInput,
): Promise<ValidatedExport> {
  const { dataset, format, userId, asOf } = input;
  if (format !== ExportFormat.ZIP) throw badInput('input.format', 'The dataset ORGANIZATION is a ZIP.');
  for (const choice of choices)
    if (input[choice])
      throw badInput(
        `input.${choice}`,
        'The dataset ORGANIZATION holds everything, or with `userId` everything of one user.',
      );
  // An empty text is the id of nobody, and must never mean everybody.
  const [id] = typeof userId === 'string' ? await users.knownIds(scope, [userId], () => 'input.userId') : [];
  const selection = {
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

/** What of a CSV file is not as for spreadsheets. */
export function csvSelection({ csv }: Pick<StartExportInput, 'csv'>): Pick<ExportSelection, 'csv'> {
  if (!csv) return {};
  const { byteOrderMark, formulaGuard, delimiter } = csv;
  const decimalSeparator = decimalSeparatorOf(delimiter, csv.decimalSeparator, 'input.csv.decimalSeparator');
  const isDefault =
    byteOrderMark && formulaGuard && delimiter === CsvDelimiter.COMMA && decimalSeparator === DecimalSeparator.POINT;
  return isDefault ? {} : { csv: { byteOrderMark, formulaGuard, delimiter, decimalSeparator } };
}
