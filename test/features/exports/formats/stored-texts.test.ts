/** @slow */
import fc from 'fast-check';
import { type Cell, ColumnType } from '../../../../src/features/columns/column';
import type { Batch } from '../../../../src/features/exports/datasets/dataset';
import type { Sheet } from '../../../../src/features/exports/formats/format';
import { PackedRows } from '../../../../src/platform/database/packed-rows';
import { CsvDelimiter } from '../../../../src/platform/files/csv-dialect';
import { naughtyStrings } from '../../../support/data/naughty-strings';
import { writeBatches } from '../../../support/files/formats';

/** A text as a server sends it: its length, then its bytes. */
function packet(cells: readonly (string | null)[]): Buffer {
  return Buffer.concat(
    cells.map((cell) => {
      if (cell === null) return Buffer.of(0xfb);
      const bytes = Buffer.from(cell);
      const length =
        bytes.length < 0xfb
          ? Buffer.of(bytes.length)
          : bytes.length < 0x10000
            ? Buffer.of(0xfc, bytes.length & 0xff, bytes.length >> 8)
            : Buffer.of(0xfd, bytes.length & 0xff, (bytes.length >> 8) & 0xff, bytes.length >> 16);
      return Buffer.concat([length, bytes]);
    }),
  );
}

const types = [
  ColumnType.TEXT,
  ColumnType.MONEY,
  ColumnType.TEXT,
  ColumnType.TEXT,
  ColumnType.DATE,
  ColumnType.BOOLEAN,
  ColumnType.INTEGER,
  ColumnType.TEXT,
];
/** Of the packed rows: the first is an id, the third in the file's first column. */
const storedColumns = [3, -1, 1, -1, -1, -1, -1, 2];

/** Once with strings, once with the same texts as bytes. */
function bothWays(rows: readonly (readonly [string | null, string | null, string | null])[]): {
  plain: Cell[][];
  packed: Batch;
} {
  const stored = new PackedRows();
  for (const [index, texts] of rows.entries()) {
    const bytes = packet([String(index), ...texts]);
    stored.append(Buffer.concat([Buffer.of(1, 2, 3), bytes, Buffer.of(9)]), 3, 3 + bytes.length);
  }
  stored.describe([{ columnType: 3 }, { columnType: 253 }, { columnType: 253 }, { columnType: 252 }]);
  const cells = ([one, two, three]: (typeof rows)[number]): Cell[] => [
    three,
    '-12.50',
    one,
    `=${one}`,
    '2026-03-15',
    true,
    -7,
    two,
  ];
  const plain = rows.map(cells);
  const packed = Object.assign(
    plain.map((row) => row.map((cell, index) => (storedColumns[index]! < 0 ? cell : null))),
    { stored: { rows: stored, columns: storedColumns } },
  );
  return { plain, packed };
}

const columns = types.map((type, index) => ({ type, label: `c${index}` }));
const sheets: [name: string, format: 'CSV' | 'XLSX', sheet: Partial<Sheet>][] = [
  ...Object.values(CsvDelimiter).flatMap((delimiter) =>
    [true, false].map((formulaGuard): [string, 'CSV', Partial<Sheet>] => [
      `CSV, ${delimiter}, ${formulaGuard ? 'guarded' : 'not guarded'}`,
      'CSV',
      { csv: { byteOrderMark: true, formulaGuard, delimiter } },
    ]),
  ),
  ['XLSX', 'XLSX', { rowsPerSheet: 100 }],
];

describe.each(sheets)('texts that are stored as bytes: %s', (_name, format, sheet) => {
  const expectSame = async (rows: Parameters<typeof bothWays>[0]): Promise<void> => {
    const { plain, packed } = bothWays(rows);
    const written = async (batch: Batch) => writeBatches(format, { columns, ...sheet }, [batch]);
    const [one, other] = [await written(plain), await written(packed)];
    expect(other.warnings).toEqual(one.warnings);
    expect(other.body.equals(one.body)).toBe(true);
  };

  it('are written like strings, for every naughty string', () => {
    const texts: (string | null)[] = [
      ...naughtyStrings.map((text) => text.toWellFormed()),
      null,
      'a,b',
      'a;b',
      'a\tb',
      'a"b',
      'a\nb',
      '"',
      'É',
      'aÉ',
      'x'.repeat(32_767),
      'y'.repeat(32_768),
      `z${'"'.repeat(70_000)}`,
      'é'.repeat(20_000),
      'a ',
      'a\u00a0',
      'a\u2003',
      'a\u3000',
      'a\u1680',
      'a\ufeff',
    ];
    return expectSame(
      texts.map((text, index) => [text, texts[(index + 3) % texts.length]!, texts[(index + 11) % texts.length]!]),
    );
  });

  it('are written like strings, for any text', async () => {
    const sign = fc.constantFrom(
      'a',
      'B',
      '7',
      '"',
      ',',
      ';',
      '\t',
      '\r',
      '\n',
      ' ',
      "'",
      '=',
      '_x0041_',
      '<',
      '&',
      'é',
      '\u00a0',
      '\u0085',
      '\u2003',
      '\ufeff',
      '\uffff',
      '😀',
      '\0',
    );
    const text = fc.option(
      fc.oneof(
        fc.array(sign).map((signs) => signs.join('')),
        fc.string({ unit: 'binary' }).map((value) => value.toWellFormed()),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 40 }), expectSame),
      { numRuns: format === 'CSV' ? 150 : 40 },
    );
  });
});

it('have no blank line for an empty cell of a single column', async () => {
  const stored = new PackedRows();
  for (const cell of ['a', null, '', 'é', '', 'b']) stored.append(packet([cell]), 0, packet([cell]).length);
  stored.describe([{ columnType: 253 }]);
  const batch = Object.assign(
    Array.from({ length: 6 }, (): Cell[] => [null]),
    { stored: { rows: stored, columns: [0] } },
  );
  expect(
    (await writeBatches('CSV', { columns: [{ label: 'é', type: ColumnType.TEXT }] }, [batch])).body.toString(),
  ).toBe('\ufeffé\r\na\r\n""\r\n""\r\né\r\n""\r\nb\r\n');
});
