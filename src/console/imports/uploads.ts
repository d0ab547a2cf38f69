import { useSyncExternalStore } from 'react';
import type { Tallyport } from 'tallyport/client';

/** A file on its way to the server. With an error, it has stopped. */
export interface Upload {
  readonly sent: number;
  readonly total: number;
  readonly error: Error | null;
}

const uploads = new Map<string, Upload>();
const listeners = new Set<() => void>();

function show(id: string, upload: Upload | null): void {
  if (upload) uploads.set(id, upload);
  else uploads.delete(id);
  for (const listener of listeners) listener();
}

const leaving = (event: BeforeUnloadEvent): void => event.preventDefault();

/** Sends the file of an import, or the rest of it. It goes on while other pages of the console are shown. */
export async function startUpload(tallyport: Tallyport, id: string, file: File): Promise<void> {
  show(id, { sent: 0, total: file.size, error: null });
  window.addEventListener('beforeunload', leaving);
  try {
    await tallyport.sendImportFile(id, file, {
      onProgress: ({ bytesSent, bytesTotal }) => show(id, { sent: bytesSent, total: bytesTotal, error: null }),
    });
    show(id, null);
  } catch (error) {
    show(id, { sent: 0, total: file.size, error: error as Error });
  }
  if ([...uploads.values()].every(({ error }) => error)) window.removeEventListener('beforeunload', leaving);
}

/** The upload of this tab for an import. Null if there is none. */
export const useUpload = (id: string): Upload | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => uploads.get(id) ?? null,
  );
