import { ZipFile } from 'yazl';

/** A ZIP of these parts. */
export async function zipOf(parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, contents] of Object.entries(parts)) zip.addBuffer(Buffer.from(contents), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const relationships = (targets: readonly (readonly [id: string, type: string, target: string])[]): string =>
  `<Relationships>${targets
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="http://example.org/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

export interface BookParts {
  /** The contents of `sheetData`, by the name of the sheet. */
  readonly sheets?: Readonly<Record<string, string>>;
  /** The attributes of a sheet in `workbook.xml`. */
  readonly states?: Readonly<Record<string, string>>;
  /** The `si` elements. */
  readonly strings?: string;
  /** Format codes of the styles 1, 2, and so on; a number is a built-in format. */
  readonly formats?: readonly (string | number)[];
  readonly is1904?: boolean;
  /** Instead of the parts of this name, or in addition. */
  readonly parts?: Readonly<Record<string, string | Buffer>>;
}

/** A workbook with the least that a reader needs. */
export function bookOf(rows: string | BookParts): Promise<Buffer> {
  const book: BookParts = typeof rows === 'string' ? { sheets: { Sheet1: rows } } : rows;
  const sheets = Object.entries(book.sheets ?? {});
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const formats = book.formats ?? [];
  return zipOf({
    '_rels/.rels': relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/_rels/workbook.xml.rels': relationships([
      ...sheets.map((_sheet, index) => [`s${index}`, 'worksheet', `worksheets/sheet${index}.xml`] as const),
      ['styles', 'styles', '/xl/styles.xml'],
      ...(book.strings === undefined ? [] : [['strings', 'sharedStrings', 'sharedStrings.xml'] as const]),
    ]),
    'xl/workbook.xml': `<workbook><workbookPr${book.is1904 ? ' date1904="1"' : ''}/><sheets>${sheets
      .map(
        ([name], index) =>
          `<sheet name="${escaped(name)}" sheetId="${index + 1}" ${book.states?.[name] ?? ''} r:id="s${index}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/styles.xml': `<styleSheet><numFmts>${formats
      .map((format, index) =>
        typeof format === 'string' ? `<numFmt numFmtId="${200 + index}" formatCode="${escaped(format)}"/>` : '',
      )
      .join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats
      .map((format, index) => `<xf numFmtId="${typeof format === 'string' ? 200 + index : format}"/>`)
      .join('')}</cellXfs></styleSheet>`,
    ...(book.strings === undefined ? {} : { 'xl/sharedStrings.xml': `<sst>${book.strings}</sst>` }),
    ...Object.fromEntries(
      sheets.map(([, data], index) => [
        `xl/worksheets/sheet${index}.xml`,
        `<?xml version="1.0"?><worksheet><sheetData>${data}</sheetData></worksheet>`,
      ]),
    ),
    ...book.parts,
  });
}

/** A row of inline strings. */
export const textRow = (...texts: string[]): string =>
  `<row>${texts.map((text) => `<c t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`).join('')}</row>`;

/** A workbook whose only sheet is this XML. */
export const sheetPart = (contents: string | Buffer): BookParts => ({
  sheets: { A: '' },
  parts: { 'xl/worksheets/sheet0.xml': contents },
});
export const inSheet = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

/** Changes the entry of a part in the central directory. */
export function withEntry(zip: Buffer, part: string, change: (entry: Buffer) => void): Buffer {
  const changed = Buffer.from(zip);
  const at = changed.lastIndexOf(part) - 46;
  if (changed.readUInt32LE(at) !== 0x02014b50) throw new Error(`${part} is not in the central directory.`);
  change(changed.subarray(at));
  return changed;
}
