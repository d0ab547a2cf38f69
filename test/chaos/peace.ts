import { setTimeout as sleep } from 'node:timers/promises';
import { TestClient } from '../support/client';
import { startExport, untilEnded } from '../support/exports';
import type { TestOrganization } from '../support/factories';
import { Writer } from '../support/writer';
import { sortOf } from './checks';
import { contentsOf } from './contents';
import type { Findings } from './findings';
import { wishes } from './organizations';
import type { Person } from './person';
import type { Site } from './site';

/** The content of each sort of export, made while nobody is killed. */
export async function madeInPeace(owners: readonly Person[], site: Site, findings: Findings): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  for (const { token, organization } of owners) {
    const client = await site.client(token);
    for (const wish of wishes) {
      const { id, state } = await untilEnded(client, (await startExport(client, wish)).export.id, 60_000);
      const contents = await contentsOf(client, Number(id));
      if (!contents) throw new Error(`export ${id}, which nobody disturbed, is ${state}`);
      findings.count('exports', 'of these, made in peace to compare with');
      made.set(sortOf({ organizationId: organization.id, ...wish }), contents.fingerprint);
    }
  }
  return made;
}

/** Somebody changes records of an organization that nobody exports, so that its totals by day move; what was answered must be there. */
export async function keepWriting(site: Site, organization: TestOrganization, seed: number, findings: Findings, isOver: () => boolean): Promise<void> {
  const writer = new Writer('W', seed, organization);
  const token = await site.token({ id: organization.ownerId, organizationId: organization.id });
  while (!isOver()) {
    const client = new TestClient((await site.server()).current.url, token);
    await writer.changeSomething(client).catch((error) => {
      if (!(error instanceof TypeError)) throw error;
    });
    await sleep(40);
  }
  const there = new Set((await site.query('SELECT id FROM bookings WHERE organizationId = ?', [organization.id])).map(({ id }) => String(id)));
  for (const id of writer.bookingIds) if (!there.has(id)) findings.differ(`booking ${id} was answered and is not there`);
  findings.count('records', 'changes answered', writer.answered);
}
