import { waitFor } from '../wait-for';
import type { Data, TestClient } from './client';

const importFields =
  'id dataset fileName state version createMissing blankCells applyWhenClean formulaGuard requestedAt uploadedAt startedAt finishedAt expiresAt warnings requestedBy { username } failure { code message } progress { phase rowsDone rowsTotal percent rowsPerSecond secondsLeft attempt queuePosition } actions { upload map apply cancel undo download }';

/** Starts an import of users, unless the input says otherwise. */
export async function startImport(client: TestClient, input: object = {}): Promise<Data> {
  const { startImport: row } = await client.data(
    `mutation ($input: StartImportInput!) { startImport(input: $input) { ${importFields} } }`,
    { input: { fileName: 'users.csv', ...input } },
  );
  return row;
}

export async function readImport(client: TestClient, id: string): Promise<Data> {
  const { import: row } = await client.data(`query ($id: ID!) { import(id: $id) { ${importFields} } }`, { id });
  return row;
}

export const cancelImport = 'mutation ($id: ID!) { cancelImport(id: $id) { id state version } }';

/** Where to send the file of an import. */
export async function uploadUrl(client: TestClient, id: string): Promise<string> {
  const { import: row } = await client.data('query ($id: ID!) { import(id: $id) { uploadUrl } }', { id });
  return row.uploadUrl;
}

interface UploadAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Data;
}

/** Sends the bytes of a file, or the rest of them. */
export async function upload(
  url: string,
  body: string | Buffer | ReadableStream,
  headers: Record<string, string> = {},
): Promise<UploadAnswer> {
  const response = await fetch(url, { method: 'PUT', body: body as string, headers, duplex: 'half' });
  return { status: response.status, headers: response.headers, json: (await response.json()) as Data };
}

/** `Upload-Offset` and `Upload-Complete`. */
export async function uploadStatus(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; offset: string | null; complete: string | null }> {
  const { status, headers: answered } = await fetch(url, { method: 'HEAD', headers });
  return { status, offset: answered.get('upload-offset'), complete: answered.get('upload-complete') };
}

/** Uploads a file and waits until it is checked, or until the import has ended. */
export async function checkFile(client: TestClient, file: string | Buffer, input: object = {}): Promise<Data> {
  const { id } = await startImport(client, input);
  await upload(await uploadUrl(client, id), file);
  return untilState(client, id, ['READY', 'AWAITING_MAPPING', 'COMPLETED', 'FAILED']);
}

/** Waits until the import is in one of these states. */
export const untilState = (client: TestClient, id: string, states: readonly string[]): Promise<Data> =>
  waitFor(
    `import ${id} to be ${states.join(' or ')}`,
    async () => {
      const row = await readImport(client, id);
      return states.includes(row.state) ? row : undefined;
    },
    20_000,
  );

export const applyImport = `mutation ($id: ID!) { applyImport(id: $id) { ${importFields} } }`;
export const undoImport = `mutation ($id: ID!) { undoImport(id: $id) { ${importFields} undoOf } }`;
export const mapImport = `mutation ($id: ID!, $mapping: [ColumnMappingInput!]! = [], $mappingName: String, $delimiter: CsvDelimiter, $decimalSeparator: DecimalSeparator, $encoding: ImportEncoding, $sheet: String, $formulaGuard: Boolean, $createMissing: Boolean, $blankCells: BlankCells, $dateOrder: DateOrder) {
  mapImport(id: $id, mapping: $mapping, mappingName: $mappingName, delimiter: $delimiter, decimalSeparator: $decimalSeparator, encoding: $encoding, sheet: $sheet, formulaGuard: $formulaGuard, createMissing: $createMissing, blankCells: $blankCells, dateOrder: $dateOrder) { id state version }
}`;

/** The plan with all its changes and errors, up to 50 each. */
export async function readPlan(client: TestClient, id: string): Promise<Data> {
  const { import: row } = await client.data(
    `query ($id: ID!) { import(id: $id) { plan { created changed unchanged failed ignoredColumns sample { row line username isNew cells }
      changes { nodes { row line username column old new } } errors { nodes { row line column code message } } } } }`,
    { id },
  );
  return row.plan;
}
