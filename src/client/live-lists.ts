import {
  type Export,
  ExportActivityDocument,
  type ExportRequest,
  ExportRequestsChangedDocument,
  ExportRequestsDocument,
  ExportsDocument,
  type Import,
  ImportActivityDocument,
  ImportsDocument,
} from './generated.js';
import type { LiveRecord } from './jobs.js';
import type { TypedDocument } from './typed-document.js';

/** The operations that list the records of one kind, and that report their changes. */
export interface LiveList<Row extends LiveRecord, Listed, Changed> {
  readonly list: TypedDocument<Listed, { first?: number | null }>;
  readonly rowsOf: (listed: Listed) => readonly Row[];
  readonly activity: TypedDocument<Changed, { since?: string | null }>;
  readonly rowOf: (changed: Changed) => Row;
}

const liveList = <Row extends LiveRecord, Listed, Changed>(
  operations: LiveList<Row, Listed, Changed>,
): LiveList<Row, Listed, Changed> => operations;

export const liveExports = liveList({
  list: ExportsDocument,
  rowsOf: ({ exports }): readonly Export[] => exports.nodes,
  activity: ExportActivityDocument,
  rowOf: ({ exportActivity }) => exportActivity,
});

export const liveExportRequests = liveList({
  list: ExportRequestsDocument,
  rowsOf: ({ exportRequests }): readonly ExportRequest[] => exportRequests.nodes,
  activity: ExportRequestsChangedDocument,
  rowOf: ({ exportRequestsChanged }) => exportRequestsChanged,
});

export const liveImports = liveList({
  list: ImportsDocument,
  rowsOf: ({ imports }): readonly Import[] => imports.nodes,
  activity: ImportActivityDocument,
  rowOf: ({ importActivity }) => importActivity,
});
