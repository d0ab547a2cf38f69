import type { EntityManager } from 'typeorm';
import { dialectOf } from '../database/dialect';
import { execute } from '../database/query';
import { join, raw, type Sql, type SqlValue } from '../database/sql';

/**
 * One kind of change to a row that has a state. In its SQL, `:name` is a parameter and `:now` is the clock of the
 * database in milliseconds.
 */
export interface Transition<State extends string> {
  /** Each state from which the transition may start, and the state to which it leads. */
  readonly moves: Readonly<Partial<Record<State, State>>>;
  /** A condition in addition to the id and the state. */
  readonly guard?: string;
  /**
   * The new value of each column. MySQL assigns in this order, so an expression that reads a column must come before
   * the column's own assignment. The state is assigned last.
   */
  readonly set: Readonly<Record<string, string>>;
}

/** The states from which a transition may start. */
export const statesBefore = <State extends string>({ moves }: Pick<Transition<State>, 'moves'>): State[] =>
  Object.keys(moves) as State[];

/** The states to which a transition leads. */
export const statesAfter = <State extends string>({ moves }: Pick<Transition<State>, 'moves'>): State[] => [
  ...new Set<State>(Object.values(moves)),
];

/** Makes one conditional UPDATE. Returns false if the row is in another state or does not satisfy the guard. */
export async function applyTransition(
  manager: EntityManager,
  table: string,
  transition: Transition<string>,
  id: number,
  parameters: Readonly<Record<string, SqlValue>> = {},
): Promise<boolean> {
  const { moves, guard, set } = transition;
  const assignments = Object.entries(set).map(([column, value]) => `${column} = ${value}`);
  const conditions = ['id = :id', `state IN (${statesBefore(transition).map(quoted).join(', ')})`, guard ?? []].flat();
  const statement = bind(
    `UPDATE ${table} SET ${[...assignments, ...stateAssignment(moves)].join(', ')} WHERE ${conditions.join(' AND ')}`,
    { ...parameters, id },
    dialectOf(manager.connection).nowMs,
  );
  return (await execute(manager, statement)) === 1;
}

function stateAssignment(moves: Transition<string>['moves']): string[] {
  const changed = Object.entries(moves).filter(([before, after]) => before !== after);
  if (changed.length === 0) return [];
  const [target, another] = statesAfter({ moves });
  if (another === undefined) return [`state = ${quoted(target!)}`];
  const cases = changed.map(([before, after]) => `WHEN ${quoted(before)} THEN ${quoted(after!)}`);
  return [`state = CASE state ${cases.join(' ')} ELSE state END`];
}

/** A condition of a transition, for a query that lists the rows which satisfy it. */
export const bindNow = (condition: string, now: Sql): Sql => bind(condition, {}, now);

const quoted = (state: string): string => `'${state}'`;

function bind(text: string, parameters: Readonly<Record<string, SqlValue>>, now: Sql): Sql {
  const parts = text.split(/:(\w+)/).map((part, index) => {
    if (index % 2 === 0) return raw(part);
    if (part === 'now') return now;
    const value = parameters[part];
    if (value === undefined) throw new Error(`the transition needs a value for :${part}`);
    return value;
  });
  return join(parts, '');
}
