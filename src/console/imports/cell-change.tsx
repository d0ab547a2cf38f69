import type { ReactNode } from 'react';
import { t } from '../texts/index.js';
import styles from './plan-table.module.css';

interface CellChangeProps {
  readonly old: string | null;
  readonly new: string | null;
  /** Texts of the values that the cells can have. Null for other cells. */
  readonly words: Readonly<Record<string, string>> | null;
}

/** A value before and after, with the characters that differ marked. Words differ as a whole. */
export function CellChange({ old, new: changed, words }: CellChangeProps): ReactNode {
  const [start, end] = words ? [0, 0] : sharedEnds([...(old ?? '')], [...(changed ?? '')]);
  const shown = (value: string | null): string | null => (value === null ? null : (words?.[value] ?? value));
  return (
    <span>
      <Value text={shown(old)} start={start} end={end} as="del" className={styles.old} />
      <span className={styles.arrow} aria-hidden>
        →
      </span>
      <Value text={shown(changed)} start={start} end={end} as="ins" className={styles.new} />
    </span>
  );
}

interface ValueProps {
  readonly text: string | null;
  readonly start: number;
  readonly end: number;
  readonly as: 'del' | 'ins';
  readonly className: string | undefined;
}

function Value({ text, start, end, as: Mark, className }: ValueProps): ReactNode {
  if (text === null || text === '') return <span className={styles.empty}>{t.imports.plan.emptyCell}</span>;
  const characters = [...text];
  const middle = characters.slice(start, characters.length - end).join('');
  return (
    <>
      {characters.slice(0, start).join('')}
      {middle && <Mark className={className}>{middle}</Mark>}
      {characters.slice(characters.length - end).join('')}
    </>
  );
}

/** Number of characters that are the same at the start and at the end. */
function sharedEnds(one: readonly string[], other: readonly string[]): [start: number, end: number] {
  const shortest = Math.min(one.length, other.length);
  let start = 0;
  while (start < shortest && one[start] === other[start]) start++;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return [start, end];
}
