import type { DemoClient } from './demo-client';

interface LiveImport {
  readonly id: string;
  readonly state: string;
  readonly failure: { readonly message: string } | null;
}

interface Change {
  readonly username: string;
  readonly column: string;
  readonly old: string | null;
  readonly new: string | null;
}

const newCity = 'Porto';

/**
 * Exports two columns of one user, edits one cell, imports the file, and undoes the import. Each step is shown as it
 * happens. The data is as before in the end.
 *
 * @throws Error if an export after a step does not have the expected value.
 */
export async function showRoundTrip(client: DemoClient, print: (line: string) => void): Promise<void> {
  const file = await exportOneUser(client);
  print('');
  print(`  Exported one user:      ${linesOf(file).join('  |  ')}`);
  const [header, row] = linesOf(file);
  const edited = `${header}\r\n${row!.slice(0, row!.indexOf(','))},${newCity}\r\n`;
  print(`  Edited one cell:        ${linesOf(edited).join('  |  ')}`);

  const { startImport } = await client.request<{ startImport: { id: string; uploadUrl: string } }>(
    'mutation { startImport(input: { fileName: "users.csv" }) { id uploadUrl } }',
    {},
  );
  const upload = await fetch(startImport.uploadUrl, { method: 'PUT', body: edited });
  if (!upload.ok) throw new Error(`the upload failed with status ${upload.status}`);
  await untilState(client, startImport.id, 'READY');
  print(`  The plan says:          ${await describePlan(client, startImport.id)}`);
  await apply(client, startImport.id);
  await assertExported(client, edited);
  print('  Applied the plan.');

  const { undoImport } = await client.request<{ undoImport: { id: string } }>(
    'mutation ($id: ID!) { undoImport(id: $id) { id } }',
    { id: startImport.id },
  );
  await untilState(client, undoImport.id, 'READY');
  print(`  The undo's plan says:   ${await describePlan(client, undoImport.id)}`);
  await apply(client, undoImport.id);
  await assertExported(client, file);
  print('  Applied the undo: everything is as before.');
}

/** Returns a CSV file with a username and a city. */
async function exportOneUser(client: DemoClient): Promise<string> {
  const { users } = await client.request<{ users: { nodes: { id: string }[] } }>(
    'query ($filter: UserFilter) { users(first: 1, filter: $filter) { nodes { id } } }',
    { filter: { role: ['MEMBER'] } },
  );
  const { startExport } = await client.request<{ startExport: { export: { id: string } } }>(
    'mutation ($ids: [ID!]!) { startExport(input: { format: CSV, columns: ["username", "city"], ids: $ids }) { export { id } } }',
    { ids: users.nodes.map(({ id }) => id) },
  );
  const live = 'subscription ($id: ID!) { exportProgress(id: $id) { state failure { message } file { downloadUrl } } }';
  let url: string | undefined;
  for await (const { exportProgress } of client.subscribe<{
    exportProgress: { failure: { message: string } | null; file: { downloadUrl: string } | null };
  }>(live, { id: startExport.export.id })) {
    if (exportProgress.failure) throw new Error(exportProgress.failure.message);
    url = exportProgress.file?.downloadUrl;
  }
  if (!url) throw new Error('the export of one user has no file');
  // Response.text() removes the byte order mark.
  return (await fetch(url)).text();
}

async function assertExported(client: DemoClient, expected: string): Promise<void> {
  const exported = await exportOneUser(client);
  if (exported !== expected)
    throw new Error(`the export has ${JSON.stringify(exported)} instead of ${JSON.stringify(expected)}`);
}

async function apply(client: DemoClient, id: string): Promise<void> {
  await client.request('mutation ($id: ID!) { applyImport(id: $id) { id } }', { id });
  await untilState(client, id, 'COMPLETED');
}

async function untilState(client: DemoClient, id: string, state: string): Promise<void> {
  const live = 'subscription ($id: ID!) { importProgress(id: $id) { id state failure { message } } }';
  let last: LiveImport | undefined;
  for await (const { importProgress } of client.subscribe<{ importProgress: LiveImport }>(live, { id })) {
    last = importProgress;
    if (last.state === state) return;
  }
  throw new Error(`the import ended ${last?.state ?? 'without a state'}: ${last?.failure?.message ?? ''}`);
}

async function describePlan(client: DemoClient, id: string): Promise<string> {
  const { import: row } = await client.request<{ import: { plan: { changes: { nodes: Change[] } } } }>(
    'query ($id: ID!) { import(id: $id) { plan { changes { nodes { username column old new } } } } }',
    { id },
  );
  return row.plan.changes.nodes
    .map(
      ({ username, column, old, new: to }) =>
        `${column} of ${username}: ${JSON.stringify(old)} -> ${JSON.stringify(to)}`,
    )
    .join('; ');
}

const linesOf = (file: string): string[] => file.trimEnd().split('\r\n');
