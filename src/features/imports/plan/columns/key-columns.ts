import type { ColumnDescription } from '../../../columns/column';
import type { RowDataset } from '../../../exports/datasets';
import { importTargets } from '../targets';

const labels: Readonly<Record<RowDataset, readonly string[]>> = {
  USERS: ['Username', 'Identifier'],
  BOOKINGS: ['Reference'],
  INVOICES: ['Number'],
};

/** The labels of the columns that identify records, the better one first. */
export const keyLabels = (dataset: RowDataset): readonly string[] => labels[dataset];

/** Whether one of these columns identifies the records. */
export const hasKeyColumn = (dataset: RowDataset, columns: readonly (ColumnDescription | null)[]): boolean =>
  columns.some((column) => column !== null && Object.hasOwn(importTargets[dataset].lookups, column.key));
