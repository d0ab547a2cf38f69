import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { UnreadableFile } from '../../../../../src/features/imports/reading/unreadable-file';
import { readTable, refusalOf } from '../sources';
import { bookOf, textRow } from './workbooks';

describe('a workbook with random changes', () => {
  const strings = '<si><r><t>x</t></r><rPh><t>y</t></rPh></si>';
  const rows = `${textRow('a', 'b')}${'<row><c t="s"><v>0</v></c><c s="1"><v>46096.5</v></c></row>'.repeat(20)}`;

  async function outcomeOf(book: Buffer): Promise<'read' | 'refused'> {
    const outcome = await readTable(book).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UnreadableFile);
    return outcome instanceof Error ? 'refused' : 'read';
  }

  it('of its bytes is read or refused', async () => {
    const book = await bookOf({ sheets: { A: rows }, strings, formats: [14] });
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.nat(255),
      length: fc.integer({ min: 1, max: 8 }),
    });
    const outcomes = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const changed = Buffer.from(book);
        for (const { at, byte, length } of changes) {
          const start = Math.floor(at * (book.length - length));
          changed.fill(byte, start, start + length);
        }
        outcomes[await outcomeOf(changed)]++;
      }),
      { numRuns: 300 },
    );
    expect(outcomes.refused).toBeGreaterThan(50);
  }, 180_000);

  it('of its XML is read or refused', async () => {
    const piece = fc.constantFrom(
      '',
      '<c>',
      '</c>',
      '<v>',
      '</row>',
      '"',
      '&',
      '&#0;',
      '-1',
      '9',
      'A1',
      ' r="A1"',
      ' t="s"',
      ' t="b"',
      ']]>',
      'é',
    );
    const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(6), piece });
    const outcomes = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean(), async (changes, isSheet) => {
        const changed = changes.reduce(
          (text, { at, length, piece: added }) => {
            const start = Math.floor(at * (text.length - length));
            return text.slice(0, start) + added + text.slice(start + length);
          },
          isSheet ? rows : strings,
        );
        const book = isSheet ? { sheets: { A: changed }, strings } : { sheets: { A: rows }, strings: changed };
        outcomes[await outcomeOf(await bookOf({ ...book, formats: [14] }))]++;
      }),
      { numRuns: 300 },
    );
    expect(outcomes.read).toBeGreaterThan(3);
    expect(outcomes.refused).toBeGreaterThan(50);
  }, 180_000);

  it('of all its bytes is refused', async () => {
    for (let length = 4; length < 400; length += 7)
      expect((await refusalOf(Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(length)]))).code).toBe('WORKBOOK');
  });
});
