import type { IncomingMessage } from 'node:http';
import { type Request, Router } from 'express';
import type { Config } from '../../config';
import { because } from '../../error-reasons';
import { AppError } from '../../errors';
import type { ImportUploads } from '../../features/imports/upload/import-uploads';
import type { Upload } from '../../features/imports/upload/upload';
import { UploadTooLarge, WrongOffset } from '../../features/imports/upload/upload';
import type { UploadRequest } from '../../features/imports/upload/upload-access';
import { abortable } from '../../platform/jobs/abortable';
import type { Log } from '../../platform/log';
import { StorageError } from '../../platform/storage/storage';
import type { Authentication } from '../authentication';
import { addressOf } from '../operations';
import { BadRequest } from './refusals';
import { uploadOptionsOf } from './upload-headers';

/** Headers that a page of another origin can read, to continue an upload. */
export const uploadHeaders = ['Upload-Offset', 'Upload-Complete'];

/** Whether the body may take longer than other requests: it is read for as long as it keeps coming. */
export const isUpload = ({ url }: IncomingMessage): boolean => url?.startsWith('/uploads/') ?? false;

/** Receives the files of imports by PUT. A signed link, an access token or a session grants access and is checked on each use. */
export function uploads(imports: ImportUploads, auth: Authentication, config: Config, log: Log): Router {
  const router = Router();
  const requestOf = (request: Request): UploadRequest => ({
    link: request.params.link as string,
    authenticate: () => auth.viewerOf(request),
    address: addressOf(request, config),
  });
  router.head('/uploads/:link', async (request, response) => {
    const { offset, isComplete } = await imports.status(requestOf(request));
    response.set({ 'Upload-Offset': String(offset), 'Upload-Complete': isComplete ? '?1' : '?0' }).end();
  });
  router.put('/uploads/:link', async (request, response) => {
    const read = (upload: Upload): AsyncIterable<Buffer> => bodyOf(request, upload, config.limits.silenceMs);
    try {
      const { importId, bytes, sha256 } = await imports.receive(requestOf(request), uploadOptionsOf(request), read);
      response.set({ 'Upload-Offset': String(bytes), 'Upload-Complete': '?1' });
      response.status(201).json({ importId: String(importId), bytes, sha256 });
    } catch (error) {
      // The client has disconnected: no answer is possible.
      if (request.errored) response.destroy();
      else {
        if (error instanceof WrongOffset) response.set('Upload-Offset', String(error.offset));
        throw refusalOf(error, log);
      }
    }
  });
  return router;
}

/** Reads the body, until the upload is stopped or the client sends nothing for too long. */
async function* bodyOf(request: Request, upload: Upload, silenceMs: number): AsyncGenerator<Buffer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(tooSlow()), silenceMs);
  const stopped = AbortSignal.any([upload.stopped, silence.signal]);
  // Destroying the request would make an answer impossible.
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const { done, value } = await abortable(chunks.next(), stopped);
      if (done) return;
      yield value;
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
    // Not awaited: it would wait for the next bytes.
    void chunks.return?.().catch(() => undefined);
  }
}

const tooSlow = (): Error =>
  new BadRequest(
    408,
    'The file took too long to arrive. Continue the upload with `Upload-Offset`.',
    'LIMIT_REACHED',
    because('REQUEST_TOO_SLOW'),
  );

function refusalOf(error: unknown, log: Log): unknown {
  if (error instanceof WrongOffset) {
    const { message, offset } = error;
    return new AppError('CONFLICT', message, { offset, ...because('UPLOAD_OFFSET', { offset }) });
  }
  if (error instanceof UploadTooLarge) {
    const { message, maxBytes } = error;
    return new BadRequest(413, message, 'LIMIT_REACHED', because('FILE_TOO_LARGE', { maxBytes }));
  }
  if (!(error instanceof StorageError)) return error;
  log.error({ err: error }, 'could not store an uploaded file');
  return new AppError('SERVICE_UNAVAILABLE', `${error.message} Try again later.`, {
    retryAfter: 60,
    ...because('FILE_NOT_STORED'),
  });
}
