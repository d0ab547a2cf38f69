import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { ImportEncoding } from '../../../../../src/features/imports/reading/encoding';
import { openSource } from '../../../../../src/features/imports/reading/open-source';
import { UnreadableFile } from '../../../../../src/features/imports/reading/unreadable-file';
import { CsvDelimiter, delimiterSigns } from '../../../../../src/platform/files/csv-dialect';
import { naughtyStrings } from '../../../../support/data/naughty-strings';
import { memoryFile, readTable } from '../sources';

const iconvNames: Record<ImportEncoding, string> = {
  UTF_8: 'utf8',
  UTF_16LE: 'utf16le',
  UTF_16BE: 'utf16be',
  WINDOWS_1250: 'windows1250',
  WINDOWS_1251: 'windows1251',
  WINDOWS_1252: 'windows1252',
  WINDOWS_1253: 'windows1253',
  WINDOWS_1254: 'windows1254',
  WINDOWS_1255: 'windows1255',
  WINDOWS_1256: 'windows1256',
  WINDOWS_1257: 'windows1257',
  ISO_8859_15: 'iso885915',
  MAC_ROMAN: 'macroman',
  GB18030: 'gb18030',
  BIG5: 'cp950',
  SHIFT_JIS: 'shift_jis',
  EUC_KR: 'cp949',
};
const marked = [ImportEncoding.UTF_8, ImportEncoding.UTF_16LE, ImportEncoding.UTF_16BE];

const cell = fc
  .oneof(
    fc.constantFrom(...naughtyStrings),
    fc.constantFrom('', '"', '""', '\r', '\n', '\r\n', ',', ';', '\t', ' ', "'", 'é', '€', '北京', '😀'),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\r', '\n', ' ', 'ü', '₣', '漢'), maxLength: 10 }),
  )
  .map((text) => text.toWellFormed());

const csv = fc.record({
  width: fc.integer({ min: 1, max: 5 }),
  cells: fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
  delimiter: fc.constantFrom(...Object.values(CsvDelimiter)),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  endsWithBreak: fc.boolean(),
  quotesAll: fc.boolean(),
  encoding: fc.constantFrom(...Object.values(ImportEncoding)),
  hasMark: fc.boolean(),
});

describe('a CSV file that was written', () => {
  it('is read as the same cells, with the right lines and bytes', async () => {
    let tables = 0;
    await fc.assert(
      fc.asyncProperty(csv, async (written) => {
        const { width, cells, delimiter, lineEnd, quotesAll, encoding } = written;
        const sign = delimiterSigns[delimiter];
        const encode = (text: string): Buffer => iconv.encode(text, iconvNames[encoding], { addBOM: false });
        const decode = (bytes: Buffer): string => iconv.decode(bytes, iconvNames[encoding], { stripBOM: false });
        // What the encoding cannot hold is written without it. iconv-lite's MacRoman has no euro sign.
        const held = (text: string): string =>
          [...text].filter((char) => decode(encode(char)) === char && !'\ufffd\ufeff¤\x80'.includes(char)).join('');
        const quoted = (text: string): string =>
          quotesAll || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const rows = cells.map((row) => row.map(held)).filter((row) => row.some((text) => text !== ''));
        const header = Array.from({ length: width }, (_unused, index) => `column ${index}`);
        const records = [header, ...rows].map((row) => row.map(quoted).join(sign));
        const hasMark = written.hasMark && marked.includes(encoding);
        const mark = hasMark ? encode('\ufeff') : Buffer.alloc(0);
        const text = records.join(lineEnd) + (written.endsWithBreak ? lineEnd : '');
        const bytes = Buffer.concat([mark, encode(text)]);

        const table = await readTable(bytes, { delimiter, encoding: hasMark ? undefined : encoding });

        let line = 1 + records[0]!.split(/\r\n|\r|\n/).length - 1;
        let start = mark.length + encode(records[0]! + lineEnd).length;
        const expected = rows.map((row, index) => {
          const record = records[index + 1]!;
          const range = { start, end: start + encode(record).length };
          const place = { row: index + 1, line: line + 1, bytes: range };
          line += record.split(/\r\n|\r|\n/).length;
          start = range.end + encode(lineEnd).length;
          let kept = row.length;
          while (kept > width && row[kept - 1] === '') kept--;
          return { ...place, cells: row.slice(0, kept) };
        });
        expect(table).toMatchObject({ headers: header, headerLine: 1, traits: { kind: 'CSV', delimiter, encoding } });
        expect(table.records).toEqual(expected);
        tables += rows.length > 1 ? 1 : 0;
      }),
      { numRuns: 1500 },
    );
    expect(tables).toBeGreaterThan(500);
  });

  it('reads as csv-parse reads it, where that is strict', async () => {
    const sign = fc.constantFrom('a', 'b', ',', '"', '""', '\n', '\n"', '",', ',"', '1', 'é', '\n\n');
    const text = fc.array(sign, { maxLength: 30 }).map((signs) => `a,b,c\n${signs.join('')}`);
    let both = 0;
    await fc.assert(
      fc.asyncProperty(text, async (contents) => {
        const ours = await readTable(contents, { delimiter: CsvDelimiter.COMMA }).then(
          ({ rows }) => rows,
          (error: unknown) => (error instanceof UnreadableFile ? null : Promise.reject(error as Error)),
        );
        let theirs: string[][] | null;
        try {
          theirs = parse(contents, { relax_column_count: true, record_delimiter: '\n' }).slice(1);
        } catch {
          theirs = null;
        }
        const trimmed = theirs
          ?.filter((row) => row.some((value) => value !== ''))
          .map((row) => {
            while (row.length > 3 && row.at(-1) === '') row.pop();
            return row;
          });
        expect(ours).toEqual(trimmed ?? null);
        both += ours && ours.length > 1 ? 1 : 0;
      }),
      { numRuns: 3000 },
    );
    expect(both).toBeGreaterThan(100);
  });
});

describe('any bytes', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .constantFrom('a,b\n', '"', ',', '\r', '\n', '\0', '\ufeff', 'sep=;\n', 'PK\x03\x04', '<', '😀')
      .map((text) => Buffer.from(text)),
  );
  const options = fc.record(
    {
      delimiter: fc.constantFrom(...Object.values(CsvDelimiter)),
      encoding: fc.constantFrom(...Object.values(ImportEncoding)),
    },
    { requiredKeys: [] },
  );

  it('are read or refused', async () => {
    const outcomes = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), options, async (pieces, requested) => {
        const file = memoryFile(Buffer.concat(pieces));
        try {
          const source = await openSource(file, requested);
          for await (const batch of source.batches()) expect(batch.length).toBeGreaterThan(0);
          outcomes.read++;
          await source.close();
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableFile);
          outcomes.refused++;
        }
      }),
      { numRuns: 5000 },
    );
    expect(outcomes.read).toBeGreaterThan(200);
    expect(outcomes.refused).toBeGreaterThan(200);
  });
});
