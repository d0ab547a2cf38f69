import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fold } from '../../text/fold';
import { UnfitDatabase } from '../check-database';
import { query } from '../query';
import { join, raw, sql } from '../sql';

interface Row {
  readonly id: number;
  readonly organizationId: number;
  readonly username: string;
  readonly usernameKey: string;
  readonly searchText: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly company: string | null;
}

type Change = Pick<Row, 'id' | 'organizationId' | 'username'> & { readonly key: string };

const rowsPerBatch = 500;
const maxKeyLength = 191;
const maxNamed = 20;

/**
 * Usernames and searches are compared by full case folding, which makes some equal that were not: ß and SS, the two
 * small sigmas, full width and half width. Recomputes all keys and search texts. Usernames of one
 * organization that become equal are not merged but reported. Can be repeated after an interruption.
 */
export class FoldedTexts1765324800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const changes: Change[] = [];
    for (let lastId = 0; ;) {
      const rows = await query<Row>(
        runner,
        sql`SELECT id, organizationId, username, usernameKey, searchText, firstName, lastName, email, company FROM users WHERE id > ${lastId} ORDER BY id LIMIT ${raw(rowsPerBatch)}`,
      );
      if (rows.length === 0) break;
      lastId = rows.at(-1)!.id;
      await updateEach(
        runner,
        'searchText',
        rows
          .map((row) => ({ id: row.id, from: row.searchText, to: searchTextOf(row) }))
          .filter(({ from, to }) => from !== to),
      );
      for (const { id, organizationId, username, usernameKey } of rows) {
        const key = fold(username);
        // Few: only what folding treats otherwise than small letters do.
        if (key !== usernameKey) changes.push({ id, organizationId, username, key });
      }
    }
    await refuseCollisions(runner, changes);
    // One may take the key that another is about to leave.
    for (const some of batchesOf(changes))
      await updateEach(
        runner,
        'usernameKey',
        some.map(({ id }) => ({ id, to: `\u0001${id}` })),
      );
    for (const some of batchesOf(changes))
      await updateEach(
        runner,
        'usernameKey',
        some.map(({ id, key }) => ({ id, to: key })),
      );
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: what it computed is computed from what was there before.');
  }
}

async function updateEach(
  runner: QueryRunner,
  column: string,
  values: readonly { id: number; to: string }[],
): Promise<void> {
  if (values.length === 0) return;
  const cases = values.map(({ id, to }) => sql`WHEN ${id} THEN ${to}`);
  await query(
    runner,
    sql`UPDATE users SET ${raw(column)} = CASE id ${join(cases, ' ')} END WHERE id IN (${join(values.map(({ id }) => id))})`,
  );
}

/** What a search looks through, as it was written when this migration was. */
function searchTextOf({ username, firstName, lastName, email, company }: Row): string {
  const named = (...names: (string | null)[]): string => names.filter(Boolean).join(' ');
  return fold(
    [username, named(firstName, lastName), named(lastName, firstName), email, company].filter(Boolean).join('\n'),
  );
}

async function refuseCollisions(runner: QueryRunner, changes: readonly Change[]): Promise<void> {
  const long = changes.filter(({ key }) => key.length > maxKeyLength).map((each) => [each]);
  const groups = new Map<string, Pick<Change, 'id' | 'organizationId' | 'username'>[]>();
  const groupOf = (organizationId: number, key: string) => {
    const name = `${organizationId} ${key}`;
    if (!groups.has(name)) groups.set(name, []);
    return groups.get(name)!;
  };
  const changing = new Set(changes.map(({ id }) => id));
  for (const change of changes) groupOf(change.organizationId, change.key).push(change);
  for (const some of batchesOf(changes)) {
    const keys = [...new Set(some.map(({ key }) => key))];
    const organizationIds = some.map(({ organizationId }) => organizationId);
    const taken = await query<Row>(
      runner,
      sql`SELECT id, organizationId, username, usernameKey FROM users WHERE organizationId IN (${join(organizationIds)}) AND usernameKey IN (${join(keys)})`,
    );
    for (const { id, organizationId, username, usernameKey } of taken) {
      const group = groups.get(`${organizationId} ${usernameKey}`);
      if (!changing.has(id) && group && !group.some((other) => other.id === id))
        group.push({ id, organizationId, username });
    }
  }
  const collisions = [...groups.values()].filter((group) => group.length > 1);
  if (collisions.length + long.length === 0) return;
  const slugs = new Map<number, string>();
  const described: string[] = [];
  for (const group of [...collisions, ...long].slice(0, maxNamed)) {
    const [{ organizationId }] = group as [Change];
    if (!slugs.has(organizationId))
      slugs.set(
        organizationId,
        (await query(runner, sql`SELECT slug FROM organizations WHERE id = ${organizationId}`))[0].slug,
      );
    const names = group.map(({ id, username }) => `${JSON.stringify(username)} (user ${id})`).join(' and ');
    described.push(
      `in organization "${slugs.get(organizationId)}" ${names} ${group.length > 1 ? 'are the same username' : `is longer than ${maxKeyLength} characters`}`,
    );
  }
  const others = collisions.length + long.length - described.length;
  throw new UnfitDatabase(
    `usernames are compared by full case folding from this version on: ${described.join('; ')}${others > 0 ? `; and there are ${others} more such cases` : ''}. Nothing was merged. Rename them with UPDATE users SET username = '…' WHERE id = …, then start again`,
  );
}

function* batchesOf<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let start = 0; start < all.length; start += rowsPerBatch) yield all.slice(start, start + rowsPerBatch);
}
