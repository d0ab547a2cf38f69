import type { Request } from 'express';
import { misuse } from '../../errors';
import type { UploadOptions } from '../../features/imports/upload/import-uploads';
import type { ExpectedDigests } from '../../features/imports/upload/upload';
import { misusedRequest } from './refusals';

/** What the headers of a PUT say about the bytes that follow. */
export function uploadOptionsOf(request: Request): UploadOptions {
  const encoding = request.get('Content-Encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw misusedRequest(415, 'Send the file without compression.');
  if (request.is('multipart/*'))
    throw misusedRequest(415, 'Send the bytes of the file themselves as the body, not a form.');
  if (request.get('Content-Range') !== undefined)
    throw misusedRequest(400, 'Continue an upload with `Upload-Offset` instead of `Content-Range`.');
  const length = request.get('Content-Length');
  return {
    offset: offsetOf(request.get('Upload-Offset')),
    length: length === undefined ? null : Number(length),
    digests: {
      content: digestOf('Content-Digest', request.get('Content-Digest')),
      whole: wholeDigest(request),
    },
  };
}

function wholeDigest(request: Request): ExpectedDigests['whole'] {
  for (const header of ['Repr-Digest', 'Digest']) {
    const sha256 = digestOf(header, request.get(header));
    if (sha256 !== undefined) return { header, sha256 };
  }
  return undefined;
}

function offsetOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (!/^\d{1,15}$/.test(header)) throw misuse('Upload-Offset', '`Upload-Offset` must be a whole number of bytes.');
  return Number(header);
}

/**
 * The SHA-256 of a digest header, in hexadecimal: `sha-256=:BASE64:` by RFC 9530, or `SHA-256=BASE64` in the older
 * `Digest`. Undefined if the header names only other algorithms.
 */
function digestOf(name: string, header: string | undefined): string | undefined {
  const value = /(?:^|,)\s*sha-256\s*=\s*([^,]*)/i.exec(header ?? '')?.[1]?.trim();
  if (value === undefined) return undefined;
  const base64 = (name === 'Digest' ? /^([\w+/]{43}=)$/ : /^:([\w+/]{43}=):$/).exec(value)?.[1];
  if (base64 === undefined) throw misuse(name, `\`${name}\` must have a SHA-256 in base64: ${exampleOf(name)}.`);
  return Buffer.from(base64, 'base64').toString('hex');
}

const exampleOf = (name: string): string => `\`${name === 'Digest' ? 'SHA-256=…' : 'sha-256=:…:'}\``;
