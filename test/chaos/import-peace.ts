import { type Data, TestClient } from '../support/clients/client';
import { exportFile } from '../support/clients/exports';
import { applyImport, checkFile, mapImport, undoImport, untilState } from '../support/clients/imports';
import { type Findings } from './findings';
import { ends } from './following';
import { comparedColumns, type ImportFile, makeImported, textOf } from './import-files';
import type { Importer } from './importer';
import type { Site } from './site';

/**
 * Repeats what the users have imported, in the same order and without disturbance, in another organization. In the end
 * the records of both must be equal.
 */
export async function compareImported(site: Site, importers: readonly Importer[], findings: Findings): Promise<void> {
  const byOrganization = new Map<number, Importer[]>();
  for (const importer of importers)
    byOrganization.set(importer.organization.id, [...(byOrganization.get(importer.organization.id) ?? []), importer]);
  for (const [id, [first, ...others]] of byOrganization) {
    const twin = await makeImported(site.installation.dataSource, first!.size);
    const user = { id: twin.ownerId, organizationId: twin.id };
    const client = new TestClient((await site.server()).current.url, await site.token(user));
    const disturbed = new TestClient(
      client.url,
      await site.token({ id: first!.organization.ownerId, organizationId: id }),
    );
    for (const importer of [first!, ...others]) {
      await repeat(importer, client);
      const { dataset } = importer;
      const input = { dataset, format: 'CSV', columns: comparedColumns[dataset] };
      const [one, other] = [await exportFile(disturbed, input), await exportFile(client, input)].map(({ body }) =>
        body.toString().split('\r\n'),
      ) as [string[], string[]];
      findings.count('imports', 'records that were compared with undisturbed ones', other.length - 2);
      const at = one.findIndex((line, index) => line !== other[index]);
      if (at >= 0 || one.length !== other.length)
        findings.differ(
          `${dataset} of organization ${id} differ from an undisturbed one at line ${at + 1}: ${one[at]} and not ${other[at]}`,
        );
    }
  }
}

async function repeat({ steps }: Importer, client: TestClient): Promise<void> {
  const ids: string[] = [];
  for (const step of steps) {
    const { id } = 'undoOf' in step ? await startUndo(client, ids[step.undoOf]!) : await startFile(client, step);
    await client.data(applyImport, { id });
    const { state, failure } = await untilState(client, id, ends);
    if (state !== 'COMPLETED') throw new Error(`an undisturbed import is ${state}: ${JSON.stringify(failure)}`);
    ids.push(id);
  }
}

async function startUndo(client: TestClient, importId: string): Promise<Data> {
  const { undoImport: undo } = await client.data(undoImport, { id: importId });
  return untilState(client, undo.id, ['READY', ...ends]);
}

/** Only the rows that were applied. */
async function startFile(
  client: TestClient,
  { file, keys }: { readonly file: ImportFile; readonly keys: ReadonlySet<string> },
): Promise<Data> {
  const text = textOf(
    file,
    file.rows.filter(({ key }) => keys.has(key)),
  );
  const row = await checkFile(client, text, { dataset: file.dataset, createMissing: true });
  if (row.state !== 'AWAITING_MAPPING') return row;
  await client.data(mapImport, { id: row.id, mapping: [file.mapping] });
  return untilState(client, row.id, ['READY', ...ends]);
}
