import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { Engine } from '../data';

/**
 * Throws unless the client's file has the same cells as the product's CSV. A baseline that does less work would prove
 * nothing.
 */
export async function checkSameCells(engine: Engine, productFile: string, clientFile: string): Promise<number> {
  const product = createReadStream(productFile)
    .pipe(parse({ bom: true, from: 2 }))
    [Symbol.asyncIterator]();
  const client =
    engine === 'SQLite'
      ? createReadStream(clientFile).pipe(parse())
      : // The batch output of the client: separated by tabs, with backslash escapes, and NULL as a word.
        createReadStream(clientFile).pipe(
          parse({
            delimiter: '\t',
            quote: null,
            escape: null,
            record_delimiter: '\n',
            on_record: (record: string[]) => record.map(unescaped),
          }),
        );
  let rows = 0;
  for await (const cells of client as AsyncIterable<string[]>) {
    const { value, done } = await product.next();
    rows++;
    const own = value as string[];
    const differing = done ? 0 : own.findIndex((cell, column) => cell !== cells[column]);
    if (done || own.length !== cells.length || differing >= 0) {
      throw new Error(
        `row ${rows}, column ${differing + 1} differs: ${JSON.stringify(own?.[differing])}, the client has ${JSON.stringify(cells[differing])}`,
      );
    }
  }
  if (!(await product.next()).done) throw new Error('the product has more rows than the client');
  return rows;
}

const escapes: Record<string, string> = { n: '\n', t: '\t', '0': '\0', '\\': '\\' };
const unescaped = (cell: string): string =>
  cell === 'NULL'
    ? ''
    : cell.includes('\\')
      ? cell.replace(/\\(.)/g, (_all, letter: string) => escapes[letter] ?? letter)
      : cell;
