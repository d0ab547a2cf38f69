import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { ValueType, Workbook } from 'exceljs';

/** A cell as a reader returns it: text, number, boolean, null, or a date as `date YYYY-MM-DD`. */
export type ReadCell = string | number | boolean | null;

export interface ReadSheet {
  readonly name: string;
  readonly rows: ReadCell[][];
  readonly frozenRows: number;
  /** Range of the filter, like `A1:C3`. */
  readonly filter: string | null;
  readonly formulas: number;
  /** Number formats of the second row's cells, or null. */
  readonly numberFormats: (string | null)[];
}

/** Reads a workbook with exceljs, which customers do not use but which is always installed. */
export async function readWithExceljs(body: Buffer): Promise<ReadSheet[]> {
  const workbook = new Workbook();
  await workbook.xlsx.load(body as unknown as ArrayBuffer);
  return workbook.worksheets.map((worksheet) => {
    let formulas = 0;
    const rows = Array.from({ length: worksheet.rowCount }, (_unused, index) =>
      Array.from({ length: worksheet.columnCount }, (_alsoUnused, column): ReadCell => {
        const cell = worksheet.getRow(index + 1).getCell(column + 1);
        if (cell.type === ValueType.Formula) formulas++;
        if (cell.value instanceof Date) return `date ${cell.value.toISOString().slice(0, 10)}`;
        return cell.value === null || ['string', 'number', 'boolean'].includes(typeof cell.value)
          ? (cell.value as ReadCell)
          : `object ${JSON.stringify(cell.value)}`;
      }),
    );
    const numberFormats = Array.from(
      { length: worksheet.rowCount < 2 ? 0 : worksheet.columnCount },
      (_unused, column) => worksheet.getRow(2).getCell(column + 1).numFmt ?? null,
    );
    const [view] = (worksheet.views ?? []) as { state?: string; ySplit?: number }[];
    return {
      name: worksheet.name,
      rows,
      frozenRows: view?.state === 'frozen' ? view.ySplit! : 0,
      filter: worksheet.autoFilter ? String(worksheet.autoFilter) : null,
      formulas,
      numberFormats,
    };
  });
}

const openpyxlScript = `
import datetime, json, sys
from openpyxl import load_workbook
def value(cell):
    v = cell.value
    return "date " + v.strftime("%Y-%m-%d") if isinstance(v, (datetime.datetime, datetime.date)) else v
sheets = []
for ws in load_workbook(sys.argv[1]).worksheets:
    sheets.append({
        "name": ws.title,
        "rows": [[value(c) for c in row] for row in ws.iter_rows()],
        "frozenRows": int("".join(filter(str.isdigit, ws.freeze_panes or "A1"))) - 1,
        "filter": ws.auto_filter.ref,
        "numberFormats": [] if ws.max_row < 2 else [None if c.number_format == "General" else c.number_format for c in ws[2]],
        "formulas": sum(1 for row in ws.iter_rows() for c in row if c.data_type == "f"),
    })
json.dump(sheets, sys.stdout)
`;
const python = '/usr/bin/python3';

/** Whether openpyxl is installed. Prints a warning otherwise. */
export function hasOpenpyxl(): boolean {
  const there = spawnSync(python, ['-c', 'import openpyxl']).status === 0;
  if (!there)
    process.stderr.write('\n## NOT READ WITH OPENPYXL: it is not installed (apt-get install python3-openpyxl)\n\n');
  return there;
}

/** Runs a script that saves a workbook to `sys.argv[1]`. */
export const writeWithOpenpyxl = (script: string): Buffer =>
  inFolder(Buffer.alloc(0), (file) => {
    run(python, ['-c', script, file]);
    return readFileSync(file);
  });

export const readWithOpenpyxl = (body: Buffer): ReadSheet[] =>
  inFolder(body, (file) => JSON.parse(run(python, ['-W', 'error', '-c', openpyxlScript, file])) as ReadSheet[]);

/** The entries of a ZIP by name, parsed without normalization. */
export function zipParts(body: Buffer): Map<string, Buffer> {
  const end = body.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const parts = new Map<string, Buffer>();
  for (let at = body.readUInt32LE(end + 16); at < end && body.toString('latin1', at, at + 4) === 'PK\x01\x02';) {
    const [compressed, nameLength, extraLength, commentLength, start] = [
      body.readUInt32LE(at + 20),
      body.readUInt16LE(at + 28),
      body.readUInt16LE(at + 30),
      body.readUInt16LE(at + 32),
      body.readUInt32LE(at + 42),
    ];
    const name = body.toString('utf8', at + 46, at + 46 + nameLength);
    const contents = start + 30 + body.readUInt16LE(start + 26) + body.readUInt16LE(start + 28);
    const stored = body.subarray(contents, contents + compressed);
    parts.set(name, body.readUInt16LE(at + 10) === 0 ? stored : inflateRawSync(stored));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return parts;
}

/** The command of LibreOffice. Null, with a printed warning, if it is not installed. */
export function findLibreOffice(): string | null {
  const found = ['soffice', 'libreoffice'].find((command) => spawnSync(command, ['--version']).status === 0) ?? null;
  if (!found) process.stderr.write('\n## NOT OPENED WITH LIBREOFFICE: it is not installed\n\n');
  return found;
}

/** Converts the first sheet to CSV with LibreOffice. */
export const convertWithLibreOffice = (command: string, body: Buffer): Buffer =>
  inFolder(body, (file, folder) => {
    run(command, [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--convert-to',
      'csv:Text - txt - csv (StarCalc):44,34,76,1',
      '--outdir',
      folder,
      file,
    ]);
    return Buffer.from(run('cat', [join(folder, 'book.csv')]));
  });

/** Opens a workbook with LibreOffice and saves it again. */
export const saveWithLibreOffice = (command: string, body: Buffer): Buffer =>
  inFolder(body, (file, folder) => {
    const saved = join(folder, 'saved');
    run(command, [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--convert-to',
      'xlsx',
      '--outdir',
      saved,
      file,
    ]);
    return readFileSync(join(saved, 'book.xlsx'));
  });

/**
 * Opens files with LibreOffice and saves each as CSV or XLSX, in one start. As a
 * person does who changes nothing in the dialogs: English, and cells are saved as they are shown.
 */
export function resaveWithLibreOffice(
  command: string,
  files: Readonly<Record<string, Buffer>>,
  from: 'csv' | 'xlsx',
  to: 'csv' | 'xlsx',
): Record<string, Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'tallyport-resave-'));
  try {
    const names = Object.keys(files);
    for (const name of names) writeFileSync(join(folder, `${name}.${from}`), files[name]!);
    const saved = join(folder, 'saved');
    const csvFilter = 'Text - txt - csv (StarCalc):44,34,76,1';
    run(command, [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      ...(from === 'csv' ? [`--infilter=${csvFilter}`] : []),
      '--convert-to',
      to === 'csv' ? `csv:${csvFilter}` : 'xlsx',
      '--outdir',
      saved,
      ...names.map((name) => join(folder, `${name}.${from}`)),
    ]);
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(saved, `${name}.${to}`))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The contents of these semicolon-separated CSV files as LibreOffice opens them in a language (a Windows language
 * id).
 */
export async function openCsvWithLibreOffice(
  command: string,
  files: Readonly<Record<string, Buffer>>,
  languageId: number,
): Promise<Record<string, ReadCell[][]>> {
  const folder = mkdtempSync(join(tmpdir(), 'tallyport-csv-'));
  try {
    const paths = Object.entries(files).map(([name, body]) => {
      writeFileSync(join(folder, `${name}.csv`), body);
      return join(folder, `${name}.csv`);
    });
    // Semicolon, quote, UTF-8, from the first line; then the language, cells in quotes are numbers too, and numbers and
    // dates are recognized.
    run(command, [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      `--infilter=Text - txt - csv (StarCalc):59,34,76,1,,${languageId},false,true`,
      '--convert-to',
      'xlsx',
      '--outdir',
      folder,
      ...paths,
    ]);
    const opened = Object.keys(files).map(
      async (name) => [name, (await readWithExceljs(readFileSync(join(folder, `${name}.xlsx`))))[0]!.rows] as const,
    );
    return Object.fromEntries(await Promise.all(opened));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inFolder<T>(body: Buffer, use: (file: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'tallyport-book-'));
  try {
    const file = join(folder, 'book.xlsx');
    writeFileSync(file, body);
    return use(file, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr.slice(-2000)}`);
  return stdout;
}
