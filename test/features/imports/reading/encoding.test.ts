import iconv from 'iconv-lite';
import { ImportEncoding } from '../../../../src/features/imports/reading/encoding';
import type { ByteRange } from '../../../../src/features/imports/reading/source';
import { textReader, UndefinedByte } from '../../../../src/features/imports/reading/text-reader';
import { readTable, refusalOf } from './sources';

const singleByte: Partial<Record<ImportEncoding, string>> = {
  WINDOWS_1250: 'windows-1250',
  WINDOWS_1251: 'windows-1251',
  WINDOWS_1253: 'windows-1253',
  WINDOWS_1254: 'windows-1254',
  WINDOWS_1255: 'windows-1255',
  WINDOWS_1256: 'windows-1256',
  WINDOWS_1257: 'windows-1257',
  ISO_8859_15: 'iso-8859-15',
  MAC_ROMAN: 'macintosh',
};
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

const storedText = (contents: Buffer, { start, end }: ByteRange, encoding: ImportEncoding): string =>
  textReader(encoding, start).decode(contents.subarray(start, end), true);

describe('UTF-8', () => {
  it.each([
    ['Latin-1', bytes('a,b\nM', 0xfc, 'ller,1\n'), 5, 2],
    ['a lead byte without the rest', bytes('a,b\nx', 0xe4, 'y,1\n'), 5, 2],
    ['an overlong form', bytes('a,b\n1,2\n', 0xc0, 0xaf, ',1\n'), 8, 3],
    ['an overlong form of three bytes', bytes('a,b\n', 0xe0, 0x80, 0xaf, '\n'), 4, 2],
    ['a surrogate', bytes('a,b\nä', 0xed, 0xa0, 0x80, '\n'), 6, 2],
    ['more than U+10FFFF', bytes('a,b\n', 0xf4, 0x90, 0x80, 0x80, '\n'), 4, 2],
    ['a byte that no character has', bytes('a,b\n', 0xff, '\n'), 4, 2],
    ['a single continuation byte', bytes('a,b\n', 0x80, '\n'), 4, 2],
    ['a cut end', bytes('a,b\n1,', 0xe2, 0x82), 6, 2],
    ['a bad header', bytes('a,', 0xfc, '\n1,2\n'), 2, 1],
  ])('is refused with %s, by the place of the byte', async (_what, contents, byteOffset, line) => {
    const refusal = await refusalOf(contents);
    expect(refusal).toMatchObject({ code: 'ENCODING', byteOffset, line });
    expect(refusal.message).toContain(`Byte ${byteOffset}, on line ${line}, is not valid in UTF-8`);
  });

  // Around the ends of the head and of the pieces in which a file is read.
  it.each([65_535, 65_536, 262_142, 262_143, 262_144, 700_000])('is checked at byte %d', async (place) => {
    const line = 'x'.repeat(98);
    const start = `a,b\r\n${`${line}\r\n`.repeat(Math.floor(place / 100) - 1)}`;
    const padded = bytes(start, 'y'.repeat(place - start.length), 0xe4, 'z\r\n', 'tail,1\r\n'.repeat(50_000));
    expect(await refusalOf(padded)).toMatchObject({ byteOffset: place, line: 1 + Math.floor(place / 100) });
    const valid = bytes(start, 'y'.repeat(place - start.length), '😀z\r\n', 'tail,1\r\n');
    const { records } = await readTable(valid);
    expect(records.at(-2)!.cells.at(-1)).toMatch(/^y*😀z$/);
    expect(storedText(valid, records.at(-1)!.bytes!, ImportEncoding.UTF_8)).toBe('tail,1');
  });

  it('is refused with the affected rows as they would read', async () => {
    const contents = bytes(
      'Name,City\nAnna,Bonn\nM',
      0xfc,
      'ller,K',
      0xf6,
      'ln\nx,y\nJos',
      0xe9,
      ',1\n',
      0x8a,
      ',2\n',
      0xe9,
    );
    expect((await refusalOf(contents)).previews).toEqual([
      { encoding: 'WINDOWS_1252', rows: ['Müller,Köln', 'José,1', 'Š,2'] },
      { encoding: 'MAC_ROMAN', rows: ['M¸ller,Kˆln', 'JosÈ,1', 'ä,2'] },
      // WINDOWS_1250 reads as WINDOWS_1252, and GB18030 does not define all bytes.
      { encoding: 'WINDOWS_1251', rows: ['Mьller,Kцln', 'Josй,1', 'Љ,2'] },
    ]);
  });

  it('shows Chinese as it would read, and little of a long row', async () => {
    const contents = Buffer.concat([
      bytes('Name\n', 'x'.repeat(5000)),
      iconv.encode('北京'.repeat(500), 'gb18030'),
      bytes('\nlast\n'),
    ]);
    const { previews } = await refusalOf(contents);
    const chinese = previews!.find(({ encoding }) => encoding === ImportEncoding.GB18030);
    expect(chinese!.rows).toEqual([`${'x'.repeat(100)}${'北京'.repeat(25)}`]);
    expect(previews!.flatMap(({ rows }) => rows).every((row) => row.length <= 200)).toBe(true);
  });

  it('is refused for what is no text, without rows', async () => {
    expect((await refusalOf(bytes(0xff, 0x81, 0xff, 0xfd, 0xff))).code).toBe('ENCODING');
  });
});

describe('the byte order mark', () => {
  it.each([
    [ImportEncoding.UTF_8, Buffer.from('\ufeffa,b\nä😀,2\n')],
    [ImportEncoding.UTF_16LE, Buffer.from('\ufeffa,b\nä😀,2\n', 'utf16le')],
    [ImportEncoding.UTF_16BE, utf16be('\ufeffa,b\nä😀,2\n')],
  ])('decides for %s', async (encoding, contents) => {
    const { traits, headers, records } = await readTable(contents);
    expect(traits).toMatchObject({ encoding });
    expect(headers).toEqual(['a', 'b']);
    const [record] = records as [(typeof records)[0]];
    expect(record.cells).toEqual(['ä😀', '2']);
    expect(storedText(contents, record.bytes!, encoding)).toBe('ä😀,2');
    await readTable(contents, { encoding });
    expect(await refusalOf(contents, { encoding: ImportEncoding.WINDOWS_1252 })).toMatchObject({ code: 'ENCODING' });
  });

  it('of UTF-32 is refused', async () => {
    expect((await refusalOf(bytes(0xff, 0xfe, 0, 0, 'a', 0, 0, 0))).message).toContain('UTF-32');
  });
});

describe('UTF-16', () => {
  const text = 'Näme,City\r\nMüller,Köln\r\n北京😀,"x\r\ny"\r\n';

  it.each([
    [ImportEncoding.UTF_16LE, Buffer.from(text, 'utf16le')],
    [ImportEncoding.UTF_16BE, utf16be(text)],
  ])('as %s without a mark is refused, shown and read by request', async (encoding, contents) => {
    expect(await refusalOf(contents)).toMatchObject({
      code: 'ENCODING',
      message: expect.stringContaining(encoding) as string,
      previews: [{ encoding, rows: ['Näme,City', 'Müller,Köln', '北京😀,"x'] }],
    });
    const other = encoding === ImportEncoding.UTF_16LE ? ImportEncoding.UTF_16BE : ImportEncoding.UTF_16LE;
    for (const wrong of [other, ImportEncoding.WINDOWS_1252, ImportEncoding.UTF_8])
      expect(await refusalOf(contents, { encoding: wrong })).toMatchObject({ code: 'ENCODING' });
    const { records } = await readTable(contents, { encoding });
    expect(records.map(({ line, cells }) => [line, cells])).toEqual([
      [2, ['Müller', 'Köln']],
      [3, ['北京😀', 'x\r\ny']],
    ]);
    expect(storedText(contents, records[1]!.bytes!, encoding)).toBe('北京😀,"x\r\ny"');
  });

  it.each([ImportEncoding.UTF_16LE, ImportEncoding.UTF_16BE])(
    'as %s is refused for a file in UTF-8',
    async (encoding) => {
      expect(await refusalOf('a,b\n1,2\n', { encoding })).toMatchObject({ code: 'ENCODING' });
      expect(await refusalOf('Näme,ä\n€,2\n', { encoding })).toMatchObject({ code: 'ENCODING' });
    },
  );

  it('is not seen in a cell with NUL', async () => {
    expect((await readTable('a,b\n\u0000,\u0000\n')).rows).toEqual([['\0', '\0']]);
    expect((await readTable('a,b\r\n1,\u0000x\n')).rows).toEqual([['1', '\0x']]);
  });

  it.each([
    ['half a surrogate pair', Buffer.from('\ufeffa,b\nx\ud800y,2\n', 'utf16le'), 12],
    ['an odd end', Buffer.concat([Buffer.from('\ufeffa,b\n', 'utf16le'), Buffer.from('x')]), 10],
    ['a cut end', Buffer.from('\ufeffa,b\nx\ud83d', 'utf16le'), 12],
  ])('is refused with %s', async (_what, contents, byteOffset) => {
    expect(await refusalOf(contents)).toMatchObject({ code: 'ENCODING', byteOffset });
  });

  it('is read across the pieces of a file', async () => {
    const rows = Array.from({ length: 25_000 }, (_unused, index) => [`${'x'.repeat(index % 3)}😀${index}`, 'ü']);
    const contents = Buffer.from(`\ufeffa,b\n${rows.map((row) => row.join(',')).join('\n')}`, 'utf16le');
    const table = await readTable(contents);
    expect(table.rows).toEqual(rows);
    for (const { bytes: range, cells } of table.records.slice(-3))
      expect(contents.toString('utf16le', range!.start, range!.end)).toBe(cells.join(','));
  });
});

describe('code pages', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_unused, byte) => byte));
  const decode = (encoding: ImportEncoding, contents: Buffer): string => textReader(encoding, 0).decode(contents, true);
  const decodeByte = (encoding: ImportEncoding, byte: number): string | null => {
    try {
      return decode(encoding, Buffer.from([byte]));
    } catch (error) {
      if (error instanceof UndefinedByte && error.offset === 0) return null;
      throw error;
    }
  };

  it('have the signs of WINDOWS_1252 between 0x80 and 0x9F, and no others', () => {
    const read = [...all.subarray(0x80, 0xa0)].map((byte) => decodeByte(ImportEncoding.WINDOWS_1252, byte) ?? '.');
    expect(read.join('')).toBe('€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ');
    expect(decode(ImportEncoding.WINDOWS_1252, all.subarray(0xa0))).toBe(all.toString('latin1', 0xa0));
  });

  it.each(Object.entries(singleByte))('have the characters of %s as ICU has them', (encoding, label) => {
    const icu = new TextDecoder(label);
    let same = 0;
    for (const byte of all) {
      const ours = decodeByte(encoding as ImportEncoding, byte)?.normalize();
      const theirs = icu.decode(Buffer.from([byte])).normalize();
      // ICU has controls where Windows defines nothing.
      if (ours === undefined || theirs === '\ufffd' || /^[\u0080-\u009f]$/.test(theirs)) continue;
      expect([byte, ours]).toEqual([byte, theirs]);
      same++;
    }
    expect(same).toBeGreaterThan(200);
  });

  it('refuse a byte that they do not define, where it is', async () => {
    const contents = bytes('a,b\nx,', 0x80, '\ny,', 0x81, '\n');
    expect(await refusalOf(contents, { encoding: ImportEncoding.WINDOWS_1252 })).toMatchObject({
      code: 'ENCODING',
      byteOffset: 10,
      line: 3,
    });
    expect((await readTable(contents, { encoding: ImportEncoding.WINDOWS_1251 })).rows).toEqual([
      ['x', 'Ђ'],
      ['y', 'Ѓ'],
    ]);
  });

  it.each([
    [ImportEncoding.GB18030, 'gb18030'],
    [ImportEncoding.BIG5, 'cp950'],
    [ImportEncoding.SHIFT_JIS, 'shift_jis'],
    [ImportEncoding.EUC_KR, 'cp949'],
  ])('of two bytes know the bytes of each character of %s', (encoding, name) => {
    const wrong: string[] = [];
    let defined = 0;
    for (let lead = 0x80; lead <= 0xff; lead++)
      for (let trail = 0x30; trail <= 0xff; trail++) {
        const pair = Buffer.from([lead, trail]);
        const text = iconv.decode(pair, name);
        if (lead === 0x80 || /[\ufffd\x80]/.test(text) || (encoding === ImportEncoding.GB18030 && trail < 0x40))
          continue;
        defined++;
        if (textReader(encoding, 0).storedLength(text) !== 2) wrong.push(pair.toString('hex'));
      }
    expect(wrong).toEqual([]);
    expect(defined).toBeGreaterThan(10_000);
  });

  it('of two bytes are read across pieces, with the place of an undefined one', async () => {
    const rows = Array.from({ length: 25_000 }, (_unused, index) => [`${'x'.repeat(index % 3)}北京${index}`, '㐀']);
    const text = `a,b\n${rows.map((row) => row.join(',')).join('\n')}`;
    const contents = iconv.encode(text, 'gb18030');
    const { records } = await readTable(contents, { encoding: ImportEncoding.GB18030 });
    const { bytes: range, cells } = records.at(-1)!;
    expect(storedText(contents, range!, ImportEncoding.GB18030)).toBe(cells.join(','));
    expect(cells).toEqual(rows.at(-1));
    for (const byte of [0x80, 0xff]) {
      const broken = Buffer.concat([contents, Buffer.from([byte, 0x0a])]);
      expect(await refusalOf(broken, { encoding: ImportEncoding.GB18030 })).toMatchObject({
        byteOffset: contents.length,
      });
    }
  });
});
