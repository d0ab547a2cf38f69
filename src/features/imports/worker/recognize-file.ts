import type { DataSource } from 'typeorm';
import { CsvDelimiter, DecimalSeparator } from '../../../platform/files/csv-dialect';
import { decimalSeparatorOf } from '../../../platform/graphql/decimal-separator';
import { quoted } from '../../../platform/text/quoted';
import type { Sentence } from '../../../sentences';
import { findUserRights } from '../../auth/account-rights';
import type { ColumnDescription } from '../../columns/column';
import type { RowDataset } from '../../exports/datasets';
import { CustomProperty } from '../../organizations/reference-data.entity';
import { headerKey, mayImport } from '../mapping/known-columns';
import { findHeaderProblem, mapHeaders, plainHeaders } from '../mapping/map-headers';
import { MatchConfidence } from '../mapping/suggest';
import { describeUndecided } from '../mapping/undecided-headers';
import { importColumns } from '../plan/columns/import-columns';
import { hasKeyColumn, keyLabels } from '../plan/columns/key-columns';
import { planProperties } from '../plan/columns/new-properties';
import { ImportRefused } from '../plan/import-refused';
import type { NewProperties } from '../plan/session';
import type { Source } from '../reading/source';
import type { Import } from '../record/import.entity';
import { requesterOf } from '../record/import-actors';
import { cutText, type HeaderMapping, type RecognizedColumn, type RecognizedSource } from '../record/import-contents';
import { importWarning } from '../record/import-warnings';
import { readingOf } from './earlier-import';
import type { RecognizedFile } from './import-outcomes';
import { findLastMapping } from './saved-mappings';

const sampleRows = 3;

/** The headers of a file, and what has to be decided about them. */
interface FileHeaders extends RecognizedFile {
  readonly source: RecognizedSource;
  /** By place in the file. */
  readonly read: readonly (ColumnDescription | null)[];
  readonly newProperties: NewProperties;
  /** Whether a user has to map headers. */
  readonly isUndecided: boolean;
  readonly problems: readonly Sentence[];
}

/**
 * Maps the headers of the file: by the decisions of the user, as they were mapped last, or by their names.
 *
 * @throws ImportRefused if the headers are unusable.
 */
export async function recognizeFile(dataSource: DataSource, row: Import, source: Source): Promise<FileHeaders> {
  const headers = plainHeaders(source, row.formulaGuard);
  const problem = findHeaderProblem(headers);
  if (problem) throw new ImportRefused('HEADER', problem.message, problem.reason);
  const { manager } = dataSource;
  const { organizationId, dataset } = row;
  const existing = await importColumns(manager, organizationId, dataset);
  const last = await findLastMapping(manager, row, headers);
  const wasIgnored = (header: string): boolean => last.get(headerKey(header)) === null;
  const present = new Set(headers.map(headerKey));
  const decisions = row.mapping ?? [];
  const missing = decisions.filter(({ header }) => !present.has(headerKey(header)));
  const fitting = decisions.filter((decision) => !missing.includes(decision));
  const rights = await findUserRights(manager, requesterOf(row));
  const isRefused = (column: ColumnDescription): boolean => rights !== null && !mayImport(rights, column);
  const mapped = mapHeaders(headers, existing, dataset, fitting, last, isRefused);
  const properties = await manager.findBy(CustomProperty, { organizationId });
  const { keys, problems: propertyProblems } = planProperties(mapped.headers, properties, existing);
  const newProperties = new Map(
    mapped.headers.flatMap(({ newCustomProperty }, place) =>
      keys[place] ? [[keys[place], newCustomProperty!] as const] : [],
    ),
  );
  const known = await importColumns(manager, organizationId, dataset, newProperties);
  const read = mapped.headers.map(({ column }, place) =>
    keys[place] ? (known.get(`custom.${keys[place]}`) ?? null) : column,
  );
  const samples = await readSamples(source);
  const problems = [
    ...readingProblems(source, row),
    ...missingHeaders(missing, row),
    ...[...mapped.problems, ...propertyProblems].map(({ header, message, reason: { reason, parameters } }) =>
      importWarning('HEADER', { ...parameters, header, problem: reason }, message),
    ),
    ...describeUndecided(mapped.headers, dataset),
  ];
  if (problems.length > 0 && !hasKeyColumn(dataset, read)) problems.push(noKeyYet(dataset));
  const columns = mapped.headers.map(
    ({ header, suggestion, newCustomProperty, isUndecided }, place): RecognizedColumn => ({
      header,
      suggestion: suggestion?.column.key ?? null,
      confidence: suggestion?.confidence ?? (isUndecided && wasIgnored(header) ? MatchConfidence.LIKELY : null),
      column: read[place]?.key ?? null,
      newCustomProperty,
      isUndecided,
      samples: samples.map((cells) => cells[place] ?? ''),
    }),
  );
  return {
    source: describe(source, row, mapped.headers),
    columns,
    sheets: source.traits.kind === 'XLSX' ? source.traits.sheetNames : null,
    read,
    newProperties,
    isUndecided: problems.length > 0,
    problems,
  };
}

/** Without other problems, the import fails for the missing key. */
function noKeyYet(dataset: RowDataset): Sentence {
  const columns = keyLabels(dataset);
  return importWarning(
    'NO_KEY',
    { dataset, columns },
    `No column identifies the records yet. Map a header to ${columns.join(' or ')}: the one whose values differ for each record.`,
  );
}

const maxNamed = 20;

function missingHeaders(missing: readonly HeaderMapping[], { mappingName }: Import): Sentence[] {
  if (missing.length === 0) return [];
  const mapping = mappingName ? `The mapping ${quoted(mappingName)}` : 'The mapping';
  const names = missing.slice(0, maxNamed).map(({ header }) => header);
  const further = missing.length > maxNamed ? ` and ${missing.length - maxNamed} more` : '';
  return [
    importWarning(
      'MISSING_HEADERS',
      { headers: names, count: missing.length, mapping: mappingName ?? '' },
      `${mapping} names headers that the file does not have: ${names.map(quoted).join(', ')}${further}. Go on without them, which leaves their columns as they are. Or cancel the import and send a file that has them.`,
    ),
  ];
}

/** The delimiter is known only now. */
const readingProblems = ({ traits }: Source, { decimalSeparator }: Import): Sentence[] =>
  traits.kind === 'CSV' && traits.delimiter === CsvDelimiter.COMMA && decimalSeparator === DecimalSeparator.COMMA
    ? [
        importWarning(
          'DECIMAL_SEPARATOR',
          {},
          'The cells are separated by commas, so `decimalSeparator` must be POINT, or `delimiter` another one.',
        ),
      ]
    : [];

function describe(
  { traits }: Source,
  { decimalSeparator }: Import,
  columns: Parameters<typeof readingOf>[1],
): RecognizedSource {
  if (traits.kind === 'XLSX') {
    const { kind, sheets } = traits;
    return { kind, sheet: sheets[0]!, reading: readingOf([kind, sheets[0]], columns) };
  }
  const { kind, delimiter, encoding } = traits;
  // Commas for both are a problem, which is reported.
  const separator = decimalSeparator ?? decimalSeparatorOf(delimiter, null, 'decimalSeparator');
  return { kind, delimiter, encoding, reading: readingOf([kind, delimiter, encoding, separator], columns) };
}

async function readSamples(source: Source): Promise<string[][]> {
  for await (const records of source.batches())
    return records.slice(0, sampleRows).map(({ cells }) => cells.map(cutText));
  return [];
}
