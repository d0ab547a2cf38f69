import { misuse } from '../../../../errors';
import { Condition } from '../../../../platform/database/condition';
import type { Language } from '../../../../platform/text/language';
import { quoted } from '../../../../platform/text/quoted';
import { translated } from '../../../labels/sentences';
import { describeReason } from '../../../labels/stored-reasons';
import type { ChangedRow, FailedRow, RecognizedColumn } from '../../record/import-contents';
import { describeSuspicion } from '../cells/damaged-text';
import { isRowErrorCode } from '../rows/row-errors';
import type { StoredGroup } from './error-groups.loaders';
import type { ImportChange, ImportError, ImportErrorGroup } from './import-plan.types';
import { ImportChangeKind, type ImportChangesArgs, type ImportErrorsArgs } from './plan-lists.args';
import type { PlanList } from './plan-pages';

/** The number of cells of each kind in a batch, and of those with a warning. */
const cellCounts: Readonly<Record<ImportChangeKind, readonly [all: string, warned: string]>> = {
  CREATED: ['createdCount', 'warnedCreatedCount'],
  REMOVED: ['removedCount', '0'],
  CHANGED: ['changeCount - createdCount - removedCount', 'warnedCount - warnedCreatedCount'],
};

/** The changed cells of a plan, or only cells of some kinds, with or without a warning. */
export function changeList(
  columns: readonly RecognizedColumn[],
  language: Language,
  { kinds, hasWarning }: Pick<ImportChangesArgs, 'kinds' | 'hasWarning'> = {},
): PlanList<{ changes: ChangedRow[] }, ImportChange> {
  const isAnyWarning = hasWarning ?? null;
  const sums = [...new Set(kinds ?? Object.values(ImportChangeKind))].map((kind) => {
    const [all, warned] = cellCounts[kind];
    if (isAnyWarning === null) return `(${all})`;
    // Plans from before the count was added may have a warning in each cell, or in none.
    return isAnyWarning ? `COALESCE(${warned}, ${all})` : `(${all} - COALESCE(${warned}, 0))`;
  });
  const isFiltered = Boolean(kinds) || isAnyWarning !== null;
  return {
    counts: { table: 'import_batches', sum: isFiltered ? sums.join(' + ') || '0' : 'changeCount', where: [] },
    isFiltered,
    columns: ['changes'],
    entries: ({ changes }) =>
      changes.flatMap(({ row, line, id, isRemoved, key, cells }) => {
        const kind = isRemoved
          ? ImportChangeKind.REMOVED
          : id === null
            ? ImportChangeKind.CREATED
            : ImportChangeKind.CHANGED;
        const isShown = kinds?.includes(kind) ?? true;
        return cells.map(([index, oldText, newText, warning]) =>
          isShown && (isAnyWarning ?? warning !== undefined) === (warning !== undefined)
            ? {
                ...{ row, line, kind, username: key, ...labelsOf(columns[index]) },
                old: oldText,
                new: newText,
                warning: warning === undefined ? null : suspicionIn(language, warning),
              }
            : null,
        );
      }),
  };
}

const suspicionIn = (language: Language, code: string): string =>
  translated('cellWarnings', { code, parameters: {}, message: describeSuspicion(code) }, language);

const labelsOf = (column: RecognizedColumn | undefined) => ({
  column: column?.column ?? '',
  header: column?.header ?? '',
});

/** The errors of a plan, or only those with some codes or in some columns. */
export function errorList(
  columns: readonly RecognizedColumn[],
  language: Language,
  { codes, columns: keys }: Pick<ImportErrorsArgs, 'codes' | 'columns'> = {},
): PlanList<{ errors: FailedRow[]; outcome: { conflicts: FailedRow[] } | null }, ImportError> {
  codes?.forEach((code, index) => {
    if (!isRowErrorCode(code))
      throw misuse(`codes.${index}`, `${quoted(code)} is no code of an error of a row. Use a code of \`errorGroups\`.`);
  });
  const places =
    keys && columns.flatMap(({ column }, index) => (column !== null && keys.includes(column) ? index : []));
  const isFiltered = Boolean(codes ?? places);
  const isShown = ({ code, columnIndex }: FailedRow): boolean =>
    (codes?.includes(code) ?? true) && (places?.some((place) => place === columnIndex) ?? true);
  return {
    counts: isFiltered
      ? {
          table: 'import_error_counts',
          totals: 'import_error_groups',
          sum: 'errorCount',
          where: [new Condition().in('code', codes).in('columnIndex', places).sql],
        }
      : { table: 'import_batches', sum: 'errorCount', where: [] },
    isFiltered,
    columns: ['errors', 'outcome'],
    entries: ({ errors, outcome }) =>
      withKeys([...errors, ...(outcome?.conflicts ?? [])]).map((error) => {
        if (!isShown(error)) return null;
        const { row, line, columnIndex, code, key = null, value = null } = error;
        return { row, line, key, ...placeOf(columns, columnIndex), value, code, ...describeReason(error, language) };
      }),
  };
}

/** Gives the further errors of a row its key, which is stored with the first one. */
function withKeys(errors: readonly FailedRow[]): FailedRow[] {
  let last: FailedRow | undefined;
  return errors.map((error) => {
    last = last?.row === error.row && last.key !== undefined ? { key: last.key, ...error } : error;
    return last;
  });
}

const placeOf = (columns: readonly RecognizedColumn[], index: number | null | undefined) => {
  const column = index === null || index === undefined ? undefined : columns[index];
  return { column: column?.column ?? null, header: column?.header ?? null };
};

export const shownGroup = (
  columns: readonly RecognizedColumn[],
  language: Language,
  { code, count, columnIndex, ...error }: StoredGroup,
): ImportErrorGroup => ({ code, count, ...placeOf(columns, columnIndex), ...describeReason(error, language) });
