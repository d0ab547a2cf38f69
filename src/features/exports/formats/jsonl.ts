import { LineWriter } from '../../../platform/files/line-writer';
import { type Cell, ColumnType } from '../../columns/column';
import { splitValues } from '../../columns/multi-value';
import { cellOf } from '../datasets/dataset';
import type { Format, Sheet } from './format';

export const jsonl: Format = {
  description:
    'JSON Lines in UTF-8: one object per line, with the keys of the columns as names. ' +
    'Amounts are strings, instants are in UTC, columns of several values are arrays, missing values are null.',
  contentType: 'application/jsonl',
  extension: 'jsonl',
  hasCsvOptions: false,
  async start(sink, { columns }, signal) {
    const names = columns.map(({ key }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(key)}:`);
    const values = columns.map(valueWriter);
    const lines = new LineWriter(sink, signal);
    return {
      write: (rows) =>
        lines.write(rows.length, (row) => {
          let line = '';
          for (let index = 0; index < names.length; index++)
            line += names[index]! + values[index]!(cellOf(rows, row, index));
          lines.buffer.text(`${line}}\n`);
        }),
      finish: async () => ({ warnings: [] }),
    };
  },
  preview({ columns }) {
    const values = columns.map(valueWriter);
    const show = (json: string): string => (json.startsWith('"') ? (JSON.parse(json) as string) : json);
    return {
      header: columns.map(({ key }) => key),
      row: (cells) => cells.map((cell, index) => (cell === null ? '' : show(values[index]!(cell)))),
    };
  },
};

/** Writes the cells of a column as JSON. */
function valueWriter({ type, multiValue }: Sheet['columns'][number]): (cell: Cell) => string {
  const write = multiValue ? writeList : writeValue[type];
  return (cell) => (cell === null ? 'null' : write(cell));
}

const writeList = (cell: Cell): string => JSON.stringify(splitValues(cell as string) ?? [cell]);

const writeValue: Record<ColumnType, (cell: NonNullable<Cell>) => string> = {
  [ColumnType.TEXT]: (cell) => JSON.stringify(cell),
  [ColumnType.DATE]: (cell) => JSON.stringify(cell),
  [ColumnType.INSTANT]: (cell) => JSON.stringify(new Date(cell as string)),
  [ColumnType.BOOLEAN]: String,
  [ColumnType.INTEGER]: String,
  [ColumnType.MONEY]: (cell) => JSON.stringify(cell),
};
