import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Data } from '../clients/client';

interface ZipPart {
  readonly name: string;
  readonly body: Buffer;
  /** DOS date and time, as stored in the ZIP. */
  readonly date: number;
  readonly crc32: number;
}

/** Reads the entries of a small ZIP in the order of its directory. */
export function unzip(zip: Buffer): ZipPart[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const parts: ZipPart[] = [];
  for (let at = zip.readUInt32LE(end + 16); parts.length < zip.readUInt16LE(end + 10);) {
    const [nameLength, extraLength, commentLength] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    parts.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      body: inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20))),
      date: zip.readUInt32LE(at + 12),
      crc32: zip.readUInt32LE(at + 16),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return parts;
}

export interface Takeout {
  readonly manifest: Data;
  /** Rows by header, by file name without `.csv`. */
  readonly rows: Record<string, Record<string, string>[]>;
  readonly bodies: Record<string, Buffer>;
}

/** A full export, its files compared with its manifest. */
export function readTakeout(zip: Buffer): Takeout {
  const parts = unzip(zip);
  const bodies = Object.fromEntries(parts.map(({ name, body }) => [name, body]));
  const manifest = JSON.parse(bodies['manifest.json']!.toString()) as Data;
  expect(parts.map(({ name }) => name)).toEqual([...manifest.files.map((file: Data) => file.name), 'manifest.json']);
  const rows = Object.fromEntries(
    manifest.files.map((file: Data) => {
      const body = bodies[file.name]!;
      const [header, ...records]: string[][] = parse(body, { bom: true, relax_column_count: false });
      expect(header).toEqual(file.columns.map((column: Data) => column.header));
      expect([file.name, file.rows, file.bytes, file.sha256]).toEqual([
        file.name,
        records.length,
        body.length,
        createHash('sha256').update(body).digest('hex'),
      ]);
      return [
        file.name.replace('.csv', ''),
        records.map((record) => Object.fromEntries(record.map((cell, index) => [header![index]!, cell]))),
      ];
    }),
  );
  expect(manifest.rows).toBe(manifest.files.reduce((sum: number, file: Data) => sum + file.rows, 0));
  expectLinked(manifest, rows);
  return { manifest, rows, bodies };
}

/** The foreign keys that the manifest names, counted from the rows. */
function expectLinked(manifest: Data, rows: Takeout['rows']): void {
  const cells = ({ file, column }: Data): string[] => {
    const { header } = manifest.files
      .find(({ name }: Data) => name === file)
      .columns.find(({ key }: Data) => key === column);
    return rows[file.replace('.csv', '')]!.map((row) => row[header]!);
  };
  for (const { from, to, references, unresolved } of manifest.foreignKeys) {
    const known = new Set(cells(to));
    const values = cells(from).flatMap((cell) => (cell === '' ? [] : cell.split('|')));
    expect([from, values.length, values.filter((value) => !known.has(value)).length]).toEqual([
      from,
      references,
      unresolved,
    ]);
  }
}

const pythonScript = `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    bad = z.testzip()
    print(json.dumps({"bad": bad, "entries": [[i.filename, i.file_size, list(i.date_time), i.flag_bits, hashlib.sha256(z.read(i)).hexdigest() if i.file_size < 1 << 30 else ""] for i in z.infolist()]}))
`;

interface OtherReader {
  readonly bad: string | null;
  readonly entries: [name: string, bytes: number, date: number[], flags: number, sha256: string][];
}

/** Python's zipfile and Info-ZIP's unzip if they are installed. Prints a warning otherwise. */
export function readWithOthers(zip: Buffer | string): OtherReader | null {
  const folder = mkdtempSync(join(tmpdir(), 'tallyport-zip-'));
  try {
    const file = typeof zip === 'string' ? zip : join(folder, 'takeout.zip');
    if (typeof zip !== 'string') writeFileSync(file, zip);
    const tested = spawnSync('unzip', ['-tq', file], { encoding: 'utf8' });
    if (tested.error)
      process.stderr.write('\n## NOT TESTED WITH UNZIP: it is not installed (apt-get install unzip)\n\n');
    else
      expect([tested.status, tested.stdout, tested.stderr]).toEqual([
        0,
        expect.stringContaining('No errors detected'),
        '',
      ]);
    const read = spawnSync('/usr/bin/python3', ['-c', pythonScript, file], { encoding: 'utf8' });
    if (read.error) process.stderr.write('\n## NOT READ WITH PYTHON: /usr/bin/python3 is not installed\n\n');
    else if (read.status !== 0) throw new Error(read.stderr);
    return read.error ? null : (JSON.parse(read.stdout) as OtherReader);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
