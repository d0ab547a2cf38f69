import { connectionOf, type TallyportOptions } from './connection.js';
import { fetchFile, saveFile, usableLink } from './downloads.js';
import { TallyportError } from './errors.js';
import { createEventStreamTransport } from './event-streams.js';
import {
  ApplyImportDocument,
  CancelExportDocument,
  CancelImportDocument,
  type Export,
  ExportActivityDocument,
  ExportLinkDocument,
  ExportProgressDocument,
  type ExportRequest,
  ExportRequestsChangedDocument,
  ExportRequestsDocument,
  ExportsDocument,
  type Import,
  ImportActivityDocument,
  ImportLinksDocument,
  ImportProgressDocument,
  ImportsDocument,
  RetryExportDocument,
  StartExportDocument,
  type StartExportInput,
  StartImportDocument,
  type StartImportInput,
  UploadLinkDocument,
} from './generated.js';
import { type HistoryOptions, watchHistory } from './history.js';
import { hasEnded, type LiveRecord, neverBackwards } from './jobs.js';
import { request, type RequestOptions } from './requests.js';
import { Subscriptions } from './subscriptions.js';
import { type AnyDocument, textOf, type TypedDocument, type WithVariables } from './typed-document.js';
import { upload, type UploadOptions } from './uploads.js';
import { createWebSocketTransport } from './websocket.js';

type Arguments<Variables> = WithVariables<Variables, [options?: RequestOptions]>;

export interface ActivityOptions extends RequestOptions {
  /** Also what changed since this instant. Default: the last 15 minutes. Pass when the page was loaded. */
  readonly since?: string;
}

/**
 * A client of one server, for one signed-in user. Rejects with a TallyportError. Queries are repeated after temporary
 * errors, mutations only where the server has refused them for now.
 */
export class Tallyport {
  private readonly connection;
  private readonly subscriptions: Subscriptions;

  constructor(options: TallyportOptions) {
    this.connection = connectionOf(options);
    const createTransport = options.transport === 'sse' ? createEventStreamTransport : createWebSocketTransport;
    this.subscriptions = new Subscriptions(createTransport(this.connection, options));
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
  watchExport(id: string, { signal }: RequestOptions = {}): AsyncGenerator<Export> {
    return this.watch(ExportProgressDocument, { id }, ({ exportProgress }) => exportProgress, signal);
  }

  /**
   * The states of all exports that the user may see. Throws FORBIDDEN when these become fewer: then remove all from the
   * page, and start again.
   */
  watchExports({ since, signal }: ActivityOptions = {}): AsyncGenerator<Export> {
    return this.watchActivity(ExportActivityDocument, since, ({ exportActivity }) => exportActivity, signal);
  }

  /** The newest exports that the user may see, newest first: the whole list again after each change. */
  watchHistory(options: HistoryOptions = {}): AsyncGenerator<readonly Export[]> {
    const { signal } = options;
    return watchHistory(
      async (first) => (await this.query(ExportsDocument, { first }, { signal })).exports.nodes,
      (since) => this.watchExports({ since, signal }),
      options,
    );
  }

  /** The states of all requests for exports that the user may see. Throws as `watchExports` does. */
  watchExportRequests({ since, signal }: ActivityOptions = {}): AsyncGenerator<ExportRequest> {
    return this.watchActivity(
      ExportRequestsChangedDocument,
      since,
      ({ exportRequestsChanged }) => exportRequestsChanged,
      signal,
    );
  }

  /** The newest requests for exports: for the owner of all users, for others their own. Like `watchHistory`. */
  watchRequestHistory(options: HistoryOptions = {}): AsyncGenerator<readonly ExportRequest[]> {
    const { signal } = options;
    return watchHistory(
      async (first) => (await this.query(ExportRequestsDocument, { first }, { signal })).exportRequests.nodes,
      (since) => this.watchExportRequests({ since, signal }),
      options,
    );
  }

  /** Saves the file of an export in the browser's folder for downloads. */
  async downloadExport(id: string): Promise<void> {
    saveFile(await usableLink(await this.linkOf(id)));
  }

  /** Requests the file of an export, for a program that reads it as a stream or a Blob. */
  async fetchExport(id: string, { signal }: RequestOptions = {}): Promise<Response> {
    return await fetchFile(await this.linkOf(id, signal), signal);
  }

  /** Starts an import and sends its file. Continues the upload after interruptions. */
  async startImport(file: File, input: Partial<StartImportInput> = {}, options?: UploadOptions): Promise<Import> {
    const { startImport } = await this.mutate(StartImportDocument, { input: { fileName: file.name, ...input } });
    return await this.sendImportFile(startImport.id, file, options);
  }

  /** Sends the file of an import, or the rest of it. Pass the same file again. */
  async sendImportFile(id: string, file: Blob, { onProgress, signal }: UploadOptions = {}): Promise<Import> {
    const link = async (): Promise<string | null> => (await this.uploadOf(id, signal)).uploadUrl;
    const report = (bytesSent: number): void => onProgress?.({ importId: id, bytesSent, bytesTotal: file.size });
    await upload(file, link, report, signal);
    return await this.uploadOf(id, signal);
  }

  async applyImport(id: string): Promise<Import> {
    return (await this.mutate(ApplyImportDocument, { id })).applyImport;
  }

  async cancelImport(id: string): Promise<Import> {
    return (await this.mutate(CancelImportDocument, { id })).cancelImport;
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
  watchImport(id: string, { signal }: RequestOptions = {}): AsyncGenerator<Import> {
    return this.watch(ImportProgressDocument, { id }, ({ importProgress }) => importProgress, signal);
  }

  /** Like `watchExports`. */
  watchImports({ since, signal }: ActivityOptions = {}): AsyncGenerator<Import> {
    return this.watchActivity(ImportActivityDocument, since, ({ importActivity }) => importActivity, signal);
  }

  /** The newest imports that the user may see, newest first. Like `watchHistory`. */
  watchImportHistory(options: HistoryOptions = {}): AsyncGenerator<readonly Import[]> {
    const { signal } = options;
    return watchHistory(
      async (first) => (await this.query(ImportsDocument, { first }, { signal })).imports.nodes,
      (since) => this.watchImports({ since, signal }),
      options,
    );
  }

  /** Ends all subscriptions, and the loops over them. */
  async close(): Promise<void> {
    await this.subscriptions.close();
  }

  private watch<Result, Variables, T extends Export | Import>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    jobOf: (data: Result) => T,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<T> {
    const operation = { query: textOf(document), variables };
    const isLast = (data: Result): boolean => hasEnded(jobOf(data));
    return neverBackwards(this.subscriptions.read<Result>(operation, { isLast, signal }), jobOf);
  }

  private async *watchActivity<Result, T extends LiveRecord>(
    document: TypedDocument<Result, { since?: string | null }>,
    since: string | undefined,
    recordOf: (data: Result) => T,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<T> {
    let latest = since ?? null;
    const operation = {
      query: textOf(document),
      // Read again for each connection. Otherwise an absence of more than 15 minutes would lose changes.
      get variables() {
        return { since: latest };
      },
    };
    const keyOf = (data: Result): string => recordOf(data).id;
    const results = this.subscriptions.read<Result>(operation, { keyOf, isLast: () => false, signal });
    for await (const record of neverBackwards(results, recordOf)) {
      if (latest === null || record.changedAt > latest) latest = record.changedAt;
      yield record;
    }
  }

  private async linkOf(id: string, signal?: AbortSignal): Promise<string> {
    const { export: found } = await this.query(ExportLinkDocument, { id }, { signal });
    if (!found) throw new TallyportError('NOT_FOUND', `No such export: ${JSON.stringify(id)}.`);
    if (!found.file) throw new TallyportError('CONFLICT', `Export ${id} has no file that you may download.`);
    return found.file.downloadUrl;
  }

  private async uploadOf(id: string, signal: AbortSignal | undefined): Promise<Import & { uploadUrl: string | null }> {
    const { import: found } = await this.query(UploadLinkDocument, { id }, { signal });
    if (!found) throw new TallyportError('NOT_FOUND', `No such import: ${JSON.stringify(id)}.`);
    return found;
  }
}

export const createTallyport = (options: TallyportOptions): Tallyport => new Tallyport(options);
