import { createHash } from 'node:crypto';
import { download, type TestClient } from '../support/clients/client';
import { zipParts } from '../support/files/spreadsheets';

/** Parts of a workbook that contain when it was made: the sheet with the instant of the data, and its properties. */
const datedParts = ['xl/worksheets/sheet2.xml', 'docProps/core.xml'];

interface Contents {
  readonly bytes: number;
  readonly sha256: string;
  /** Hash of the content. Equal for all files of the same data, without the instant of the data. */
  readonly fingerprint: string;
}

/** Downloads an export's file. Null if it has none. */
export async function contentsOf(client: TestClient, exportId: number): Promise<Contents | null> {
  const { export: row } = await client.data('query ($id: ID!) { export(id: $id) { format file { downloadUrl } } }', {
    id: String(exportId),
  });
  if (!row.file) return null;
  const { status, body } = await download(row.file.downloadUrl);
  if (status !== 200) return null;
  return { bytes: body.length, sha256: hashOf(body), fingerprint: fingerprintOf(row.format, body) };
}

function fingerprintOf(format: string, body: Buffer): string {
  if (format === 'CSV') return hashOf(body);
  const parts = zipParts(body);
  if (format === 'XLSX') for (const name of datedParts) parts.delete(name);
  return hashOf(
    Buffer.from(
      [...parts]
        .map(([name, part]) => `${name} ${hashOf(name === 'manifest.json' ? withoutMoment(part) : part)}\n`)
        .join(''),
    ),
  );
}

const withoutMoment = (manifest: Buffer): Buffer =>
  Buffer.from(JSON.stringify({ ...JSON.parse(manifest.toString()), snapshotAt: null }));

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
