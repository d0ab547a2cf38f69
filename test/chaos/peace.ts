import { startExport, untilEnded } from '../support/clients/exports';
import { sortOf } from './checks';
import { contentsOf } from './contents';
import type { Findings } from './findings';
import { exportInputs } from './organizations';
import type { Person } from './person';
import type { Site } from './site';

/** The content of each kind of export, written while no process is killed. */
export async function madeInPeace(
  owners: readonly Person[],
  site: Site,
  findings: Findings,
): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  for (const { token, organization } of owners) {
    const client = await site.client(token);
    for (const input of exportInputs) {
      const { id, state } = await untilEnded(client, (await startExport(client, input)).export.id, 60_000);
      const contents = await contentsOf(client, Number(id));
      findings.count('exports', 'of these, written undisturbed for comparison');
      if (contents) made.set(sortOf({ organizationId: organization.id, ...input }), contents.fingerprint);
      else findings.differ(`the undisturbed export ${id} is ${state} and has no file`);
    }
  }
  return made;
}
