import { createClient } from 'graphql-ws';
import type { DataSource } from 'typeorm';
import { WebSocket } from 'ws';
import { openAppDatabase } from '../../src/database';
import { customColumns } from '../../src/features/columns/custom-columns';
import { insertOrganization } from '../../src/features/organizations/organization-writes';
import { UserStatus } from '../../src/features/users/user.entity';
import { insertUsers } from '../../src/features/users/user-writes';
import { transact } from '../../src/platform/database/transaction';
import { tooComplex } from '../../test/support/clients/complex-documents';
import type { BenchData } from '../data';
import { inPairs, tookMs } from '../pairs';
import { Exports, ownerToken, ProductProcess } from '../product';
import { median, type Report } from '../report';

const maxRefusalMs = 100;
const maxEndMs = 200;
const maxApartMs = 2;
const maxColumnsMs = 1000;
const pairs = 100;
const missingId = '2000000000';

/**
 * Measures responses that must be fast for any input: refusals, the final state of an old export, and ids of other
 * organizations.
 */
export async function answers(data: BenchData, report: Report): Promise<void> {
  const dataSource = await openAppDatabase(data);
  const token = await ownerToken(dataSource);
  const foreignId = String(await foreignUser(dataSource));
  await dataSource.destroy();
  const product = await ProductProcess.start('serve', data, { LIMIT_BODY_BYTES: '1000000' });
  const exports = await Exports.open(data, product);
  const ask = async (query: string): Promise<number> =>
    tookMs(() =>
      fetch(`${product.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
      }).then((response) => response.text()),
    );
  try {
    let worst = { what: '', ms: 0 };
    for (const [what, query] of Object.entries(tooComplex)) {
      const ms = median([await ask(query), await ask(query), await ask(query)]);
      if (ms > worst.ms) worst = { what, ms };
    }
    report({
      part: 'answers',
      what: `slowest refusal of ${Object.keys(tooComplex).length} documents that are too complex, ${data.engine}`,
      measured: `${worst.ms.toFixed(0)} ms (${worst.what})`,
      target: `< ${maxRefusalMs} ms`,
      met: worst.ms < maxRefusalMs,
    });

    await exports.run('CSV', { columns: ['email'], period: { start: '1999-01-01', end: '1999-01-01' } });
    const end = await firstEventMs(product.url, token);
    report({
      part: 'answers',
      what: `first event of a subscription to an export that has ended, ${data.engine}`,
      measured: `${end.toFixed(0)} ms`,
      target: `< ${maxEndMs} ms`,
      met: end < maxEndMs,
    });

    const user = (id: string): string => `{ user(id: "${id}") { id } }`;
    const { own, theirs } = await inPairs(
      pairs,
      10,
      () => ask(user(foreignId)),
      () => ask(user(missingId)),
    );
    const apart = Math.abs(median(own) - median(theirs));
    report({
      part: 'answers',
      what: `a user id of another organization against one that does not exist, ${data.engine}`,
      measured: `${apart.toFixed(2)} ms apart (${median(own).toFixed(2)} : ${median(theirs).toFixed(2)})`,
      target: `< ${maxApartMs} ms`,
      met: apart < maxApartMs,
    });
  } finally {
    await exports.close();
    await product.stop();
  }
  const columnsMs = await tookMs(async () =>
    customColumns(Array.from({ length: 10_000 }, (_unused, index) => ({ key: `p${index}`, name: 'Same' }))),
  );
  report({
    part: 'answers',
    what: '10,000 columns of one name',
    measured: `${columnsMs.toFixed(0)} ms`,
    target: `< ${maxColumnsMs} ms`,
    met: columnsMs < maxColumnsMs,
  });
}

/** Returns a user of a second organization, which is added to the data once. */
async function foreignUser(dataSource: DataSource): Promise<number> {
  const find = async (): Promise<number | undefined> =>
    (
      await dataSource.query(
        "SELECT u.id FROM users u JOIN organizations o ON o.id = u.organizationId WHERE o.slug = 'bench-other'",
      )
    )[0]?.id;
  if (!(await find())) {
    const createdAt = new Date(0);
    await transact(dataSource, async (manager) => {
      const organizationId = await insertOrganization(manager, {
        slug: 'bench-other',
        name: 'Other',
        timezone: 'UTC',
        currency: 'EUR',
        customTermsEnabled: false,
        createdAt,
      });
      await insertUsers(manager, organizationId, [
        { username: 'other', role: 'OWNER', status: UserStatus.ACTIVE, createdAt },
      ]);
    });
  }
  return (await find())!;
}

/** Measures over an open socket, to exclude the time to connect. */
async function firstEventMs(url: string, token: string): Promise<number> {
  const socket = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    lazy: false,
    retryAttempts: 0,
  });
  const first = async <T>(query: string): Promise<T> => {
    for await (const { data } of socket.iterate({ query })) return data as T;
    throw new Error('no event came');
  };
  try {
    const { exports } = await first<{ exports: { nodes: { id: string }[] } }>(
      '{ exports(first: 1, states: [COMPLETED]) { nodes { id } } }',
    );
    return await tookMs(() => first(`subscription { exportProgress(id: "${exports.nodes[0]!.id}") { state } }`));
  } finally {
    await socket.dispose();
  }
}
