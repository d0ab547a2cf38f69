import { type ActivityOptions, watchActivity } from './activity.js';
import { connectionOf, type TallyportOptions } from './connection.js';
import { fetchFile, saveFile, usableLink } from './downloads.js';
import { TallyportError } from './errors.js';
import { createEventStreamTransport } from './event-streams.js';
import {
  ApplyImportDocument,
  CancelExportDocument,
  CancelImportDocument,
  type ColumnMappingInput,
  CreateDownloadLinkDocument,
  type Export,
  ExportLinkDocument,
  ExportProgressDocument,
  type ExportRequest,
  type Import,
  ImportLinksDocument,
  ImportProgressDocument,
  MapImportDocument,
  RetryExportDocument,
  SignOutDocument,
  StartExportDocument,
  type StartExportInput,
  StartImportDocument,
  type StartImportInput,
  UndoImportDocument,
  UploadLinkDocument,
} from './generated.js';
import { type HistoryOptions, watchHistory } from './history.js';
import { hasEnded, type LiveRecord, neverBackwards } from './jobs.js';
import { liveExportRequests, liveExports, liveImports, type LiveList } from './live-lists.js';
import type { RequestOptions, WatchOptions } from './options.js';
import { request } from './requests.js';
import { Subscriptions } from './subscriptions.js';
import { type AnyDocument, textOf, type TypedDocument, type WithVariables } from './typed-document.js';
import { upload, type UploadOptions } from './uploads.js';
import { ViewerChanged } from './viewer.js';
import { createWebSocketTransport } from './websocket.js';

type Arguments<Variables> = WithVariables<Variables, [options?: RequestOptions]>;

/**
 * A client of one server. All that it watches belongs to one signed-in user. Rejects with a TallyportError. Queries are
 * repeated after temporary errors, mutations only if the server has refused them for now.
 */
export class Tallyport {
  private readonly connection;
  private readonly subscriptions: Subscriptions;

  constructor(options: TallyportOptions) {
    this.connection = connectionOf(options);
    const createTransport = options.transport === 'sse' ? createEventStreamTransport : createWebSocketTransport;
    this.subscriptions = new Subscriptions(createTransport(this.connection, options), this.connection.viewer);
  }

  async query<Result = any, Variables = Record<string, unknown>>(
    document: AnyDocument<Result, Variables>,
    ...[variables, options]: Arguments<Variables>
  ): Promise<Result> {
    const query = textOf(document);
    // A text that contains a mutation must not be sent twice.
    return (await request(this.connection, { query, variables }, !/\bmutation\b/.test(query), options)) as Result;
  }

  async mutate<Result = any, Variables = Record<string, unknown>>(
    document: AnyDocument<Result, Variables>,
    ...[variables, options]: Arguments<Variables>
  ): Promise<Result> {
    return (await request(this.connection, { query: textOf(document), variables }, false, options)) as Result;
  }

  /**
   * The results of a subscription, until the loop over them is left or the signal aborts. It continues after
   * interruptions, with the state of that moment. A slow reader misses results, and gets the latest one.
   */
  subscribe<Result = any, Variables = Record<string, unknown>>(
    document: AnyDocument<Result, Variables>,
    ...[variables, { signal } = {}]: Arguments<Variables>
  ): AsyncGenerator<Result> {
    return this.subscriptions.read<Result>({ query: textOf(document), variables }, { signal });
  }

  /** Starts an export, or returns the same one that already runs. */
  async startExport(input: StartExportInput): Promise<Export> {
    return (await this.mutate(StartExportDocument, { input })).startExport.export;
  }

  async cancelExport(id: string): Promise<Export> {
    return (await this.mutate(CancelExportDocument, { id })).cancelExport;
  }

  /** Starts a new export with the same input. */
  async retryExport(id: string): Promise<Export> {
    return (await this.mutate(RetryExportDocument, { id })).retryExport;
  }

  /** The states of an export, from the current one to the final one. Throws FORBIDDEN, NOT_FOUND and UNAUTHENTICATED. */
  watchExport(id: string, options: WatchOptions = {}): AsyncGenerator<Export> {
    return this.watch(ExportProgressDocument, { id }, ({ exportProgress }) => exportProgress, options);
  }

  /**
   * The states of all exports that the user may see. Throws FORBIDDEN when these become fewer: then remove all from the
   * page, and start again. It does not notice a loss of permissions while the connection is interrupted, as `watchHistory`
   * does.
   */
  watchExports(options: ActivityOptions = {}): AsyncGenerator<Export> {
    return watchActivity(this.subscriptions, liveExports, options);
  }

  /** The newest exports that the user may see, newest first: the whole list again after each change. */
  watchHistory(options: HistoryOptions = {}): AsyncGenerator<readonly Export[]> {
    return this.history(liveExports, options);
  }

  /** The states of all export requests that the user may see. Throws as `watchExports` does. */
  watchExportRequests(options: ActivityOptions = {}): AsyncGenerator<ExportRequest> {
    return watchActivity(this.subscriptions, liveExportRequests, options);
  }

  /** The newest export requests: for the owner of all users, for others their own. Like `watchHistory`. */
  watchRequestHistory(options: HistoryOptions = {}): AsyncGenerator<readonly ExportRequest[]> {
    return this.history(liveExportRequests, options);
  }

  /** Saves the file of an export in the browser's folder for downloads. */
  async downloadExport(id: string): Promise<void> {
    saveFile(await usableLink(await this.linkOf(id, this.connection.viewer.signal)));
  }

  /** Requests the file of an export, for a program that reads it as a stream or a Blob. */
  async fetchExport(id: string, { signal }: RequestOptions = {}): Promise<Response> {
    return await fetchFile(await this.linkOf(id, this.connection.viewer.until(signal)), signal);
  }

  /** Starts an import and sends its file. Continues the upload after interruptions. */
  async startImport(file: File, input: Partial<StartImportInput> = {}, options: UploadOptions = {}): Promise<Import> {
    const signal = this.connection.viewer.until(options.signal);
    const { startImport } = await this.mutate(StartImportDocument, { input: { fileName: file.name, ...input } });
    return await this.sendImportFile(startImport.id, file, { ...options, signal });
  }

  /** Sends the file of an import, or the rest of it. Pass the same file again. It ends when another user signs in. */
  async sendImportFile(id: string, file: Blob, { onProgress, signal: ofCaller }: UploadOptions = {}): Promise<Import> {
    const signal = this.connection.viewer.until(ofCaller);
    const link = async (): Promise<string | null> => (await this.uploadOf(id, signal)).uploadUrl;
    const report = (bytesSent: number): void => onProgress?.({ importId: id, bytesSent, bytesTotal: file.size });
    try {
      await upload(file, link, report, signal);
      return await this.uploadOf(id, signal);
    } catch (error) {
      // What ends everything of a user is one error for all. The next user does not continue the upload.
      if (error instanceof TallyportError && !(error instanceof ViewerChanged)) error.importId = id;
      throw error;
    }
  }

  async applyImport(id: string): Promise<Import> {
    return (await this.mutate(ApplyImportDocument, { id })).applyImport;
  }

  /** Decides what the headers of a file are, and checks it again. Saves the decisions if they get a name. */
  async mapImport(id: string, mapping: readonly ColumnMappingInput[], mappingName?: string): Promise<Import> {
    const variables = { id, mapping: [...mapping], ...(mappingName !== undefined && { mappingName }) };
    return (await this.mutate(MapImportDocument, variables)).mapImport;
  }

  async cancelImport(id: string): Promise<Import> {
    return (await this.mutate(CancelImportDocument, { id })).cancelImport;
  }

  /** Starts an import that takes back what another one has changed. */
  async undoImport(id: string): Promise<Import> {
    return (await this.mutate(UndoImportDocument, { id })).undoImport;
  }

  /** Saves a file of an import in the browser's folder for downloads. */
  async downloadImportFile(id: string, file: 'errors' | 'undo' | 'source'): Promise<void> {
    const { import: found } = await this.query(ImportLinksDocument, { id });
    if (!found) throw new TallyportError('NOT_FOUND', `No such import: ${JSON.stringify(id)}.`);
    const link = found.files[file]?.downloadUrl;
    if (!link) throw new TallyportError('CONFLICT', `Import ${id} has no such file that you may download.`);
    saveFile(await usableLink(link));
  }

  /** Like `watchExport`. Continues while the import waits for a user. */
  watchImport(id: string, options: WatchOptions = {}): AsyncGenerator<Import> {
    return this.watch(ImportProgressDocument, { id }, ({ importProgress }) => importProgress, options);
  }

  /** Like `watchExports`. */
  watchImports(options: ActivityOptions = {}): AsyncGenerator<Import> {
    return watchActivity(this.subscriptions, liveImports, options);
  }

  /** The newest imports that the user may see, newest first. Like `watchHistory`. */
  watchImportHistory(options: HistoryOptions = {}): AsyncGenerator<readonly Import[]> {
    return this.history(liveImports, options);
  }

  /**
   * Calls the listener when the server answers another user, for example because the browser's session is now theirs.
   * Remove what the former user has read. Returns a function that ends this.
   */
  readonly onViewerChange = (listener: () => void): (() => void) => this.connection.viewer.onChange(listener);

  /** How often another user has signed in since the client was created. */
  get viewerChanges(): number {
    return this.connection.viewer.changes;
  }

  /**
   * Calls the listener when a live connection is established, for example after the server was away. With event streams,
   * it is called when their first data arrives, at most one time a second. Returns a function that ends this.
   */
  readonly onConnected = (listener: () => void): (() => void) => this.connection.connected.add(listener);

  /** Ends the session of the browser. FORBIDDEN with an access token. */
  async signOut(): Promise<void> {
    await this.mutate(SignOutDocument);
  }

  /** Ends all subscriptions, and the loops over them. */
  async close(): Promise<void> {
    await this.subscriptions.close();
  }

  private watch<Result, Variables, T extends Export | Import>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    jobOf: (data: Result) => T,
    options: WatchOptions,
  ): AsyncGenerator<T> {
    const operation = { query: textOf(document), variables };
    const isLast = (data: Result): boolean => hasEnded(jobOf(data));
    return neverBackwards(this.subscriptions.read<Result>(operation, { ...options, isLast }), jobOf);
  }

  private history<Row extends LiveRecord, Listed, Changed>(
    live: LiveList<Row, Listed, Changed>,
    options: HistoryOptions,
  ): AsyncGenerator<readonly Row[]> {
    const list = async (first: number, signal: AbortSignal): Promise<readonly Row[]> =>
      live.rowsOf(await this.query(live.list, { first }, { signal }));
    return watchHistory(this.subscriptions, live, list, options);
  }

  private async linkOf(id: string, signal: AbortSignal): Promise<string> {
    const { export: found } = await this.query(ExportLinkDocument, { id }, { signal });
    if (found?.file) return found.file.downloadUrl;
    // The server refuses the link, and says why. If the file has appeared since the query, the link is valid.
    return (await this.mutate(CreateDownloadLinkDocument, { id }, { signal })).createDownloadLink.url;
  }

  private async uploadOf(id: string, signal: AbortSignal): Promise<Import & { uploadUrl: string | null }> {
    const { import: found } = await this.query(UploadLinkDocument, { id }, { signal });
    if (!found) throw new TallyportError('NOT_FOUND', `No such import: ${JSON.stringify(id)}.`);
    return found;
  }
}

export const createTallyport = (options: TallyportOptions): Tallyport => new Tallyport(options);
