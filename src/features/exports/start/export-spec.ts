import type { Sentence } from '../../../sentences';
import type { Permission } from '../../auth/permissions';
import type { OmittedColumn } from '../../columns/templates';
import type { ExportDataset } from '../datasets';
import type { ExportSelection } from '../datasets/export-selection';
import type { ExportFormat } from '../formats';
import type { RequestedForm } from '../record/export.entity';

/** A validated export in the form that the worker needs. Exports with equal specs are identical. */
export interface ExportSpec {
  readonly dataset: ExportDataset;
  readonly format: ExportFormat;
  readonly columnKeys: readonly string[];
  readonly selection: ExportSelection;
}

/** An export that may be started. */
export interface ValidatedExport {
  readonly request: ExportSpec;
  readonly requested: RequestedForm | null;
  readonly permissions: Permission[];
  readonly omitted: readonly OmittedColumn[];
  /** About columns of a saved template that no longer exist, for users. */
  readonly warnings: readonly Sentence[];
}
