import { registerEnumType } from 'type-graphql';
import type { Template } from '../../columns/templates';
import { bookings } from './bookings';
import { invoices } from './invoices';
import type { RowDatasetDefinition } from './row-dataset';
import { users } from './users';

/** The datasets of rows. To add one, define it in a separate file and add it here. */
const definitions = { USERS: users, BOOKINGS: bookings, INVOICES: invoices };

export type RowDataset = keyof typeof definitions;
export const rowDatasets: Readonly<Record<RowDataset, RowDatasetDefinition>> = definitions;
export const rowDatasetNames = Object.keys(rowDatasets) as RowDataset[];

export type ExportDataset = RowDataset | 'ORGANIZATION';
export const ExportDataset = {
  ...(Object.fromEntries(rowDatasetNames.map((name) => [name, name])) as { readonly [Name in RowDataset]: Name }),
  ORGANIZATION: 'ORGANIZATION',
} as const;

registerEnumType(ExportDataset, {
  name: 'ExportDataset',
  description: 'What a file contains.',
  valuesConfig: {
    ...Object.fromEntries(Object.entries(rowDatasets).map(([name, { description }]) => [name, { description }])),
    ORGANIZATION: {
      description:
        'All data of the organization, or of one of its users: a ZIP of CSV files that refer to each other, with a manifest.',
    },
  },
});

/** A template of the system, and the dataset that it belongs to. */
export interface SystemTemplate extends Template {
  readonly dataset: RowDataset;
}

/** By name, in the order in which they are listed. */
export const systemTemplates: ReadonlyMap<string, SystemTemplate> = new Map(
  rowDatasetNames.flatMap((dataset) =>
    Object.entries(rowDatasets[dataset].templates).map(([name, template]) => [name, { ...template, dataset }] as const),
  ),
);

export const defaultTemplateNames: readonly string[] = rowDatasetNames.map(
  (dataset) => Object.keys(rowDatasets[dataset].templates)[0]!,
);

export const defaultTemplate = (dataset: RowDataset): SystemTemplate =>
  [...systemTemplates.values()].find((template) => template.dataset === dataset)!;
