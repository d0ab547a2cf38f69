import type { Data, TestClient } from './client';

export const importFields =
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
