import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import parseRange from 'range-parser';
import type { Config } from '../../config';
import type { LinkDownloads } from '../../features/auth/link-downloads';
import { addressOf } from '../operations';

/** Headers that a page of another origin can read, to resume a download. */
export const downloadHeaders = ['Accept-Ranges', 'Content-Range', 'ETag'];

/** Serves the files of exports and imports by GET and HEAD, whole or one range. The link grants access and is checked on each use. */
export function downloads(files: LinkDownloads, config: Config): Router {
  const router = Router();
  // Express routes HEAD here too.
  router.get('/downloads/:link', async (request, response) => {
    const { file, name, contentType, sha256, modifiedAt, refused, close } = await files.open(
      request.params.link,
      addressOf(request, config),
    );
    try {
      response.set({
        'Content-Type': contentType,
        'Content-Disposition': contentDisposition(name),
        'Accept-Ranges': 'bytes',
        ETag: `"${sha256}"`,
        'Last-Modified': modifiedAt.toUTCString(),
        'Cache-Control': 'private, no-store',
      });
      const range = requestedRange(request, file.bytes, sha256);
      if (range === 'unsatisfiable') {
        response.status(416).set('Content-Range', `bytes */${file.bytes}`).removeHeader('Content-Type');
        response.end();
        return;
      }
      const { start, end } = range ?? { start: 0, end: file.bytes - 1 };
      if (range) response.status(206).set('Content-Range', `bytes ${start}-${end}/${file.bytes}`);
      response.set('Content-Length', String(end - start + 1));
      if (request.method === 'HEAD' || file.bytes === 0) response.end();
      else {
        // A client that reads nothing must not keep the file open.
        response.setTimeout(config.limits.silenceMs);
        await send(file.read(start, end), response, refused);
      }
    } finally {
      await close().catch(() => undefined);
    }
  });
  return router;
}

/** The header by RFC 6266: a name that is not plain ASCII is encoded, with a plain one for old clients. */
function contentDisposition(name: string): string {
  const plain = name.replace(/[^ -~]|["\\%]/g, '_');
  if (plain === name) return `attachment; filename="${name}"`;
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/**
 * Returns null for the whole file. It also answers several ranges, as RFC 9110 allows, so that a request for thousands
 * of them is not amplified.
 */
function requestedRange(
  request: Request,
  bytes: number,
  sha256: string,
): { start: number; end: number } | 'unsatisfiable' | null {
  const header = request.get('Range');
  const condition = request.get('If-Range');
  // RFC 9110 defines ranges for GET only.
  if (request.method === 'HEAD' || !header || (condition && condition !== `"${sha256}"`)) return null;
  const ranges = parseRange(bytes, header);
  if (ranges === -1) return 'unsatisfiable';
  return ranges !== -2 && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0]! : null;
}

async function send(content: NodeJS.ReadableStream, response: Response, refused: AbortSignal): Promise<void> {
  try {
    await pipeline(content, response, { signal: refused });
  } catch (error) {
    // The client has disconnected, or part of the file has been sent, so no other response is possible.
    response.destroy();
    if (!refused.aborted && (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
