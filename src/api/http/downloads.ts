import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import parseRange from 'range-parser';
import type { Config } from '../../config';
import type { ExportFiles } from '../../features/exports/downloads/export-files';
import { fileTypes } from '../../features/exports/formats';
import { addressOf } from '../operations';

/** What a page of another origin can read, to go on with a file that was cut off. */
export const downloadHeaders = ['Accept-Ranges', 'Content-Range', 'ETag'];

/**
 * GET and HEAD of finished files, whole or one range of them. The link itself is the permission; it is checked on each
 * use.
 */
export function downloads(files: ExportFiles, config: Config): Router {
  const router = Router();
  // HEAD comes here too.
  router.get('/downloads/:link', async (request, response) => {
    const { row, file, refused, close } = await files.open(request.params.link, addressOf(request, config));
    try {
      response.set({
        'Content-Type': fileTypes[row.format].contentType,
        'Content-Disposition': `attachment; filename="${row.fileName}"`,
        'Accept-Ranges': 'bytes',
        ETag: `"${row.fileSha256}"`,
        'Last-Modified': row.finishedAt!.toUTCString(),
        'Cache-Control': 'private, no-store',
      });
      const range = wantedRange(request, file.bytes, row.fileSha256!);
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
        // Whoever takes nothing for so long keeps the file open no longer.
        response.setTimeout(config.limits.silenceMs);
        await send(file.read(start, end), response, refused);
      }
    } finally {
      await close().catch(() => undefined);
    }
  });
  return router;
}

/**
 * Several ranges at once are answered with the whole file, as the standard allows: a thousand of them amplify nothing.
 */
function wantedRange(
  request: Request,
  bytes: number,
  sha256: string,
): { start: number; end: number } | 'unsatisfiable' | null {
  const header = request.get('Range');
  const condition = request.get('If-Range');
  // RFC 9110 gives ranges a meaning for GET alone.
  if (request.method === 'HEAD' || !header || (condition && condition !== `"${sha256}"`)) return null;
  const ranges = parseRange(bytes, header);
  if (ranges === -1) return 'unsatisfiable';
  return ranges !== -2 && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0]! : null;
}

async function send(content: NodeJS.ReadableStream, response: Response, refused: AbortSignal): Promise<void> {
  try {
    await pipeline(content, response, { signal: refused });
  } catch (error) {
    // A client that hung up needs no answer; with half of the file sent no other answer can be given either.
    response.destroy();
    if (!refused.aborted && (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
