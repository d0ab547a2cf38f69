import { unknownId } from '../../errors';

/**
 * Ids are positive 32-bit integers in decimal notation. Anything else becomes 0, which no row has.
 */
export const idOf = (text: string): number => {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return id <= 0x7fffffff ? id : 0;
};

export const idsOf = (texts: readonly string[]): number[] => texts.map(idOf);

/** @throws NOT_FOUND if `row` is null: the scope has no record with this id. */
export function assertFound<Row>(row: Row | null, what: string, id: number): asserts row is Row {
  if (row === null) throw unknownId(what, String(id));
}
