import { empty, join, raw, sql } from '../../../src/platform/database/sql';

describe('sql', () => {
  it('binds values and inserts fragments with their own values, in order', () => {
    const within = sql`day >= ${1} AND day < ${2}`;
    const statement = sql`SELECT ${'a'} FROM ${raw('days')} WHERE ${within} AND id IN (${join([3, null])})${empty}`;
    expect(statement.text).toBe('SELECT ? FROM days WHERE day >= ? AND day < ? AND id IN (?, ?)');
    expect(statement.values).toEqual(['a', 1, 2, 3, null]);
  });

  it('never inserts a value into the text', () => {
    const { text, values } = sql`SELECT ${"'; DROP TABLE users; --?"}`;
    expect([text, values]).toEqual(['SELECT ?', ["'; DROP TABLE users; --?"]]);
  });
});
