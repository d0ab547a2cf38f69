import { registerEnumType } from 'type-graphql';
import { csv } from './csv';
import type { FileType, Format } from './format';
import { jsonl } from './jsonl';
import { xlsx } from './xlsx';

/** The formats of rows. To add one, define it in a separate file and add it here. */
const definitions = { CSV: csv, XLSX: xlsx, JSONL: jsonl };

export type RowFormat = keyof typeof definitions;
export const rowFormatNames = Object.keys(definitions) as RowFormat[];

export type ExportFormat = RowFormat | 'ZIP';
export const ExportFormat = {
  ...(Object.fromEntries(rowFormatNames.map((name) => [name, name])) as { readonly [Name in RowFormat]: Name }),
  ZIP: 'ZIP',
} as const;

export const fileTypes: Readonly<Record<ExportFormat, FileType>> = {
  ...definitions,
  ZIP: {
    description:
      'CSV files and a `manifest.json` with the rows, columns and SHA-256 of each file. Only for ORGANIZATION.',
    contentType: 'application/zip',
    extension: 'zip',
    hasCsvOptions: true,
  },
};

export const formatsWithCsvOptions = Object.keys(fileTypes).filter(
  (name) => fileTypes[name as ExportFormat].hasCsvOptions,
);

registerEnumType(ExportFormat, {
  name: 'ExportFormat',
  description: 'How a file is written.',
  valuesConfig: Object.fromEntries(Object.entries(fileTypes).map(([name, { description }]) => [name, { description }])),
});

export function formatOf(format: ExportFormat): Format {
  if (format === ExportFormat.ZIP) throw new Error('a ZIP contains files of another format');
  return definitions[format];
}
