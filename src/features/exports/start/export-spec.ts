import type { Permission } from '../../auth/permissions';
import type { OmittedColumn } from '../../columns/templates';
import type { ExportDataset } from '../datasets';
import type { ExportSelection } from '../datasets/export-selection';
import type { ExportFormat } from '../formats';

/** What was asked for, as the worker needs it: two requests of which all this is equal are the same. */
export interface ExportSpec {
  readonly dataset: ExportDataset;
  readonly format: ExportFormat;
  readonly columnKeys: readonly string[];
  readonly selection: ExportSelection;
}

/** The same, and what it says to people and to policy. */
export interface ValidatedExport {
  readonly request: ExportSpec;
  readonly permissions: Permission[];
  readonly omitted: readonly OmittedColumn[];
  /** Of what a saved template named and is gone. */
  readonly warnings: readonly string[];
}
