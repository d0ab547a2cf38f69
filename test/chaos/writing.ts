import { setTimeout as sleep } from 'node:timers/promises';
import { TestClient } from '../support/clients/client';
import { Writer } from '../support/clients/writer';
import type { TestOrganization } from '../support/data/factories';
import type { Findings } from './findings';
import type { Site } from './site';

/**
 * Changes records of an organization without exports, so that its daily totals change. Every acknowledged change
 * must be stored.
 */
export async function keepWriting(
  site: Site,
  organization: TestOrganization,
  seed: number,
  findings: Findings,
  isOver: () => boolean,
): Promise<void> {
  const writer = new Writer('W', seed, organization);
  const token = await site.token({ id: organization.ownerId, organizationId: organization.id });
  while (!isOver()) {
    const client = new TestClient((await site.server()).current.url, token);
    await writer.changeSomething(client).catch((error) => {
      if (!(error instanceof TypeError)) throw error;
    });
    await sleep(40);
  }
  const there = new Set(
    (await site.query('SELECT id FROM bookings WHERE organizationId = ?', [organization.id])).map(({ id }) =>
      String(id),
    ),
  );
  for (const id of writer.bookingIds)
    if (!there.has(id)) findings.differ(`booking ${id} was acknowledged and is missing`);
  findings.count('records', 'changes answered', writer.answered);
}
