import { useState } from 'react';
import { ExportColumnsDocument, PreviewExportDocument, type StartExportInput } from 'tallyport/client';
import { useExport, useExportActivity, useQuery, useTallyport } from 'tallyport/react';

interface Users {
  users: { nodes: { id: string; displayName: string }[] };
}
const usersQuery =
  'query ($search: String) { users(first: 50, filter: { search: $search }) { nodes { id displayName } } }';

/** Tick users and columns, see the first rows, start an export, watch it, and download files. */
export function ExportScreen() {
  const tallyport = useTallyport();
  const [search, setSearch] = useState('');
  const [ids, setIds] = useState<string[]>([]);
  const [columns, setColumns] = useState(['username', 'email']);
  const [startedId, setStartedId] = useState<string | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);

  const users = useQuery<Users>(usersQuery, { search });
  const available = useQuery(ExportColumnsDocument, { dataset: 'USERS' });
  const input: StartExportInput = { dataset: 'USERS', format: 'XLSX', columns, ids: ids.length > 0 ? ids : null };
  const preview = useQuery(PreviewExportDocument, { input });
  const started = useExport(startedId);
  const history = useExportActivity({ first: 20 });
  const error = failure ?? users.error ?? available.error ?? preview.error ?? started.error ?? history.error;

  const run = (action: () => Promise<unknown>) => () => (setFailure(null), void action().catch(setFailure));
  const start = run(async () => setStartedId((await tallyport.startExport(input)).id));

  return (
    <main>
      {error && <p role="alert">{error.message}</p>}
      <input placeholder="Search users" value={search} onChange={(event) => setSearch(event.target.value)} />
      {users.data?.users.nodes.map(({ id, displayName }) => (
        <Tick key={id} label={displayName} checked={ids.includes(id)} onChange={() => setIds(toggle(ids, id))} />
      ))}
      <h2>Columns</h2>
      {available.data?.exportColumns
        .filter((column) => column.available)
        .map(({ key, label }) => (
          <Tick
            key={key}
            label={label}
            checked={columns.includes(key)}
            onChange={() => setColumns(toggle(columns, key))}
          />
        ))}
      <h2>{preview.data?.previewExport?.rows} rows</h2>
      <table>
        <tbody>
          {preview.data?.previewExport?.sample.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <button onClick={start}>Export {ids.length || 'all'} users</button>
      {started.data && <progress max={100} value={started.data.progress.percent} aria-label={started.data.state} />}
      <h2>History</h2>
      {history.data?.map(({ id, state, progress, file, requestedBy, actions }) => (
        <p key={id}>
          {requestedBy.displayName}: {file?.name ?? `${state} ${progress.percent}%`}
          {actions.download && <button onClick={run(() => tallyport.downloadExport(id))}>Download</button>}
          {actions.cancel && <button onClick={run(() => tallyport.cancelExport(id))}>Cancel</button>}
        </p>
      ))}
    </main>
  );
}

const toggle = (list: string[], value: string) =>
  list.includes(value) ? list.filter((other) => other !== value) : [...list, value];

const Tick = ({ label, ...box }: { label: string; checked: boolean; onChange: () => void }) => (
  <label>
    <input type="checkbox" {...box} /> {label}
  </label>
);
