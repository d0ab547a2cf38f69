import { useState } from 'react';
import { ExportColumnsDocument, PreviewExportDocument, type StartExportInput, UsersDocument } from 'tallyport/client';
import { useAction, useExportActivity, useQuery, useSelection, useStartExport } from 'tallyport/react';

/** Tick users and columns, see the first rows, start an export, watch it, and download files. */
export function ExportScreen() {
  const [search, setSearch] = useState('');
  const { values: ids, checkbox: tickUser } = useSelection();
  const { values: columns, checkbox: tickColumn } = useSelection(['username', 'email']);
  const input: StartExportInput = { dataset: 'USERS', format: 'XLSX', columns, ids };

  const users = useQuery(UsersDocument, { filter: { search } });
  const catalogue = useQuery(ExportColumnsDocument, { dataset: 'USERS' });
  const preview = useQuery(PreviewExportDocument, { input });
  const history = useExportActivity({ first: 20 });
  const start = useStartExport();
  const download = useAction((tallyport, id: string) => tallyport.downloadExport(id));
  const cancel = useAction((tallyport, id: string) => tallyport.cancelExport(id));
  const failed = [users, catalogue, preview, history, start, download, cancel].find(({ error }) => error);

  return (
    <main>
      {failed && <p role="alert">{failed.error?.message}</p>}
      <input placeholder="Search users" value={search} onChange={(event) => setSearch(event.target.value)} />
      {users.data?.users.nodes.map(({ id, displayName }) => (
        <label key={id}>
          <input {...tickUser(id)} /> {displayName}
        </label>
      ))}
      <h2>Columns</h2>
      {catalogue.data?.exportColumns.map(({ key, title, available, unavailableReason }) => (
        <label key={key} title={unavailableReason ?? ''}>
          <input {...tickColumn(key)} disabled={!available} /> {title}
        </label>
      ))}
      <h2>{preview.data?.previewExport?.rows} rows</h2>
      <table aria-busy={preview.isLoading}>
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
      <button {...start.button(input)} disabled={ids.length === 0 || start.isRunning}>
        Export
      </button>
      {start.data && <progress max={100} value={start.data.progress.percent} aria-label={start.data.state} />}
      {start.watchError && <button onClick={start.retry}>Show the progress again</button>}
      <h2>History</h2>
      {history.data?.map(({ id, state, progress, file, requestedBy, actions }) => (
        <p key={id}>
          {requestedBy.displayName}: {file?.name ?? `${state} ${progress.percent}%`}
          {actions.download && <button {...download.button(id)}>Download</button>}
          {actions.cancel && <button {...cancel.button(id)}>Cancel</button>}
        </p>
      ))}
    </main>
  );
}
