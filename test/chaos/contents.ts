import { createHash } from 'node:crypto';
import { download, type TestClient } from '../support/clients/client';
import { zipParts } from '../support/files/spreadsheets';

/** The sheet with the instant of the data. */
const aboutSheet = 'xl/worksheets/sheet2.xml';

interface Contents {
  readonly bytes: number;
  readonly sha256: string;
  /** Hash of the content. Equal for all files of the same data, because the instant of the data is left out. */
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
  if (format === 'XLSX') parts.delete(aboutSheet);
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
