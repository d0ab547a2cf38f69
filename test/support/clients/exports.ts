import { waitFor } from '../wait-for';
import { type Data, download, type TestClient } from './client';

export const exportFields = `id dataset format state requestedAt startedAt finishedAt asOf expiresAt version timezone timezoneDataVersion warnings
  requestedBy { id username } progress { phase rowsDone rowsTotal percent bytesWritten rowsPerSecond secondsLeft attempt queuePosition }
  failure { code message } file { name contentType bytes rows sha256 downloadUrl downloadUrlExpiresAt }`;

export async function startExport(client: TestClient, input: object = { format: 'CSV' }): Promise<Data> {
  const { startExport: payload } = await client.data(
    `mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated export { ${exportFields} } } }`,
    { input },
  );
  return payload;
}

export async function readExport(client: TestClient, id: string): Promise<Data> {
  return (await client.data(`query ($id: ID!) { export(id: $id) { ${exportFields} } }`, { id })).export;
}

const ends = ['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'];

export const untilEnded = (client: TestClient, id: string, maxMs?: number): Promise<Data> =>
  waitFor(
    `export ${id} to end`,
    async () => {
      const row = await readExport(client, id);
      return ends.includes(row.state) ? row : null;
    },
    maxMs,
  );

/** Starts an export, waits for it, and gives the finished file. */
export async function exportFile(
  client: TestClient,
  input: object = { format: 'CSV' },
): Promise<{ row: Data; body: Buffer }> {
  const { export: started } = await startExport(client, input);
  const row = await untilEnded(client, started.id);
  if (row.state !== 'COMPLETED') throw new Error(`the export ended ${row.state}: ${JSON.stringify(row.failure)}`);
  const { status, body } = await download(row.file.downloadUrl);
  if (status !== 200) throw new Error(`the download answered ${status}: ${body.toString()}`);
  return { row, body };
}
