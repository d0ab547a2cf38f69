import { startExport, untilEnded } from '../support/exports';
import { sortOf } from './checks';
import { contentsOf } from './contents';
import type { Findings } from './findings';
import { wishes } from './organizations';
import type { Person } from './person';
import type { Site } from './site';

/** The content of each sort of export, made while nobody is killed. */
export async function madeInPeace(
  owners: readonly Person[],
  site: Site,
  findings: Findings,
): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  for (const { token, organization } of owners) {
    const client = await site.client(token);
    for (const wish of wishes) {
      const { id, state } = await untilEnded(client, (await startExport(client, wish)).export.id, 60_000);
      const contents = await contentsOf(client, Number(id));
      findings.count('exports', 'of these, made in peace to compare with');
      if (contents) made.set(sortOf({ organizationId: organization.id, ...wish }), contents.fingerprint);
      else findings.differ(`export ${id}, which nobody disturbed, is ${state} and has no file`);
    }
  }
  return made;
}
