import type { Language } from '../../../platform/text/language';
import { labels } from '../../labels/labels';
import type { Import } from './import.entity';

type NamedImport = Pick<Import, 'fileName' | 'undoLevel'>;

const maxNameLength = 200;

/** The name for programs and the audit log, which is the same in every language. */
export const nameOf = ({ fileName, undoLevel }: NamedImport): string =>
  ('Undo of '.repeat(undoLevel) + fileName).slice(0, maxNameLength).toWellFormed();

/** The name for people. The undo of an undo is a redo. */
export function titleOf({ fileName, undoLevel }: NamedImport, language: Language): string {
  const { undo, redo } = labels[language].importTitles;
  return undoLevel === 0 ? fileName : (undoLevel % 2 === 1 ? undo : redo)(fileName);
}
