/** A value that a statement can bind. */
export type SqlValue = string | number | null;

/** A statement, or a part of one, that carries the values of its placeholders. Made by `sql`, `join` and `raw`. */
export class Sql {
  constructor(
    /** The pieces of text around the values: one more than values. */
    readonly strings: readonly string[],
    readonly values: readonly SqlValue[],
  ) {}

  /** The text with a `?` for each value. */
  get text(): string {
    return this.strings.join('?');
  }
}

/** Template tag. Binds each interpolated value and inserts each interpolated `Sql` with its own values. */
export const sql = (strings: TemplateStringsArray, ...parts: readonly (SqlValue | Sql)[]): Sql =>
  interleave(strings, parts);

/** Text that is part of the statement itself. Only for constants of the code, never for input. */
export const raw = (text: string | number): Sql => new Sql([String(text)], []);

export const empty = raw('');

/** A list for IN and VALUES, or conditions with another separator. */
export function join(parts: readonly (SqlValue | Sql)[], separator = ', '): Sql {
  if (parts.length === 0) return empty;
  return interleave(['', ...Array<string>(parts.length - 1).fill(separator), ''], parts);
}

function interleave(strings: readonly string[], parts: readonly (SqlValue | Sql)[]): Sql {
  const texts = [strings[0]!];
  const values: SqlValue[] = [];
  parts.forEach((part, index) => {
    const following = strings[index + 1]!;
    if (!(part instanceof Sql)) {
      values.push(part);
      texts.push(following);
      return;
    }
    texts[texts.length - 1] += part.strings[0]!;
    for (const text of part.strings.slice(1)) texts.push(text);
    for (const value of part.values) values.push(value);
    texts[texts.length - 1] += following;
  });
  return new Sql(texts, values);
}
