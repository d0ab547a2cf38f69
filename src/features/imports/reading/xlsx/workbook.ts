import { posix } from 'node:path';
import { because } from '../../../../error-reasons';
import { UnreadableFile } from '../unreadable-file';
import { parsePart } from './xml-part';
import { damaged, type ZipArchive } from './zip-archive';

export interface Worksheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly part: string;
}

/** What `workbook.xml` and its relationships say. */
export interface Workbook {
  /** In the order of the tabs. */
  readonly sheets: readonly Worksheet[];
  /** Whether days are counted from 1904, as in old workbooks of the Macintosh. */
  readonly is1904: boolean;
  readonly stylesPart: string | undefined;
  readonly sharedStringsPart: string | undefined;
}

/** @throws UnreadableFile when the archive is no workbook. */
export async function readWorkbook(archive: ZipArchive): Promise<Workbook> {
  const workbookPart = await findWorkbookPart(archive);
  const related = await readRelationships(archive, workbookPart);
  const targetOf = (type: string): string | undefined => related.find((other) => other.type === type)?.target;
  const sheets: Worksheet[] = [];
  let is1904 = false;
  let root: string | undefined;
  await parsePart(archive, workbookPart, {
    open(name, attributes) {
      root ??= name;
      if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const [, id] = Object.entries(attributes).find(([key]) => key.endsWith(':id')) ?? [];
      // The others are charts, dialogs and macros.
      const target = related.find((other) => other.id === id && other.type === 'worksheet')?.target;
      const isHidden = (attributes.state ?? 'visible') !== 'visible';
      if (target !== undefined) sheets.push({ name: attributes.name ?? '', isHidden, part: target });
    },
  });
  if (root !== 'workbook') throw notAWorkbook();
  return { sheets, is1904, stylesPart: targetOf('styles'), sharedStringsPart: targetOf('sharedStrings') };
}

const notAWorkbook = (): UnreadableFile =>
  new UnreadableFile(
    'NOT_A_TABLE',
    'The file is a ZIP archive, but no .xlsx workbook. Save it as .xlsx or CSV, or unpack it and upload what it contains.',
    because('ZIP_ARCHIVE'),
  );

async function findWorkbookPart(archive: ZipArchive): Promise<string> {
  const part =
    (await readRelationships(archive, '')).find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (part.endsWith('.bin'))
    throw new UnreadableFile(
      'NOT_A_TABLE',
      'The file is a binary workbook (.xlsb). Save it as .xlsx or CSV.',
      because('BINARY_WORKBOOK'),
    );
  if (!archive.has(part)) throw notAWorkbook();
  return part;
}

interface Relationship {
  readonly id: string | undefined;
  /** The last word of the type, which is the same in the transitional and the strict format. */
  readonly type: string;
  readonly target: string;
}

/** The relationships of a part, which may have none. An empty name means the archive. */
async function readRelationships(archive: ZipArchive, part: string): Promise<Relationship[]> {
  const folder = posix.dirname(part);
  const relationshipsPart = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  if (!archive.has(relationshipsPart)) return [];
  const relationships: Relationship[] = [];
  await parsePart(archive, relationshipsPart, {
    open(name, { Id: id, Type: type, Target: target, TargetMode: mode }) {
      if (name !== 'Relationship' || mode === 'External') return;
      if (type === undefined || target === undefined) throw damaged('a relationship has no target.');
      relationships.push({ id, type: type.slice(type.lastIndexOf('/') + 1), target: resolve(folder, target) });
    },
  });
  return relationships;
}

const resolve = (folder: string, target: string): string =>
  target.startsWith('/') ? posix.normalize(target).slice(1) : posix.join(folder, target);
