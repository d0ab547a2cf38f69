import { Writable } from 'node:stream';
import { type Cell, ColumnType } from '../../../../src/features/columns/column';
import { formatOf, type RowFormat, rowFormatNames } from '../../../../src/features/exports/formats';
import { parseCsv } from '../../../support/data/figures';
import { naughtyStrings } from '../../../support/data/naughty-strings';
import { inBatches, textColumns, writeBatches, writeFile } from '../../../support/files/formats';
import { readWithExceljs } from '../../../support/files/spreadsheets';

/** Reads the rows of a file back, without its header. */
const readers: Record<RowFormat, (body: Buffer) => Promise<unknown[][]>> = {
  CSV: async (body) => parseCsv(body).slice(1),
  XLSX: async (body) =>
    (await readWithExceljs(body))[0]!.rows
      .slice(1)
      // exceljs does not decode the code of an underscore.
      .map((row) => row.map((cell) => (typeof cell === 'string' ? cell.replaceAll('_x005F_', '_') : cell))),
  JSONL: async (body) =>
    body
      .toString()
      .split('\n')
      .slice(0, -1)
      .map((line) => Object.values(JSON.parse(line))),
};

const columns = textColumns('A', 'B');
const keyed = columns.map((column) => ({ ...column, key: column.label }));
const asText = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

describe.each(rowFormatNames)('the format %s', (name) => {
  const read = async (rows: Cell[][]): Promise<string[][]> =>
    (await readers[name]((await writeFile(name, { columns }, rows)).body)).map((row) =>
      [0, 1].map((index) => asText(row[index])),
    );

  it('writes a file without rows', async () => {
    expect(await read([])).toEqual([]);
  });

  it('writes the texts that its preview shows', async () => {
    const rows: Cell[][] = [...naughtyStrings, null].map((text, index) => [`r${index}`, text]);
    const { row } = formatOf(name).preview({ columns: keyed });
    const normalize: Record<RowFormat, (text: string) => string> = {
      // UTF-8 has no halves of surrogate pairs.
      CSV: (text) => text.toWellFormed(),
      // Readers of XML turn CR into LF.
      XLSX: (text) => text.replace(/\r\n?/g, '\n'),
      JSONL: (text) => text,
    };
    const normalized = normalize[name];
    expect((await read(rows)).map((cells) => cells.map(normalized))).toEqual(
      rows.map((cells) => row(cells).map(normalized)),
    );
  });

  it('writes the same bytes whatever the size of the batches', async () => {
    const rows = Array.from({ length: 2000 }, (_unused, index): Cell[] => [`${index}`, 'x'.repeat(index % 97)]);
    const [whole, ...others] = await Promise.all(
      [2000, 1, 333].map((size) => writeBatches(name, { columns }, inBatches(rows, size))),
    );
    expect(others.every(({ body }) => body.equals(whole!.body))).toBe(true);
  });

  it('waits for a slow sink and stops waiting when it is aborted', async () => {
    const stopping = new AbortController();
    let isStuck = false;
    const sink = new Writable({
      highWaterMark: 16_384,
      write: (_chunk, _encoding, done) => void (isStuck ? undefined : done()),
    });
    const sheet = { title: 'A', columns: keyed, madeOn: new Date(0), moneyDecimals: 2 };
    const writer = await formatOf(name).start(sink, sheet, stopping.signal);
    isStuck = true;
    let written = 0;
    const writing = (async () => {
      for (; ; written++)
        await writer.write(
          Array.from({ length: 100 }, (_unused, index) => [String(Math.random()), `${written} ${index}`]),
        );
    })();
    setTimeout(() => stopping.abort(), 1000);
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(sink.writableLength).toBeLessThan(4_000_000);
  });
});

describe('the column types', () => {
  it.each(rowFormatNames)('all have a preview in %s', (name) => {
    const cells: Record<ColumnType, Cell> = {
      [ColumnType.TEXT]: 'a',
      [ColumnType.DATE]: '2026-03-15',
      [ColumnType.INSTANT]: '2026-10-31T23:45:00.000+01:00',
      [ColumnType.BOOLEAN]: true,
      [ColumnType.INTEGER]: 7,
      [ColumnType.MONEY]: '12.50',
    };
    const types = Object.keys(cells) as ColumnType[];
    const { row } = formatOf(name).preview({ columns: types.map((type) => ({ key: type, label: type, type })) });
    expect(row(Object.values(cells)).every((text) => text !== '')).toBe(true);
    expect(row(types.map(() => null))).toEqual(types.map(() => ''));
  });
});
