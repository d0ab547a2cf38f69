import { because } from '../../error-reasons';
import { badInput } from '../../errors';
import { identifier } from './input-text';

/** File systems limit names to 255 bytes, and the extension needs some of them. */
const maxBytes = 240;
export const maxFileNameLength = 100;

const refusedCharacters = /[/\\:*?"<>|]/;
/** Windows opens a device under these names, whatever the extension. */
const deviceName = /^(con|prn|aux|nul|(com|lpt)[0-9\u00B9\u00B2\u00B3])\s*(\.|$)/i;

/**
 * The stored form of a requested file name without its extension, which every file system can have.
 *
 * @throws BAD_USER_INPUT
 */
export function fileBaseName(argument: string, text: string, extension: string): string {
  const name = identifier(argument, text.normalize('NFC'), maxFileNameLength);
  const problem = problemOf(name, extension);
  if (problem) throw badInput(argument, `\`${argument}\` ${problem}.`, because('FILE_NAME'));
  return name;
}

function problemOf(name: string, extension: string): string | null {
  const refused = refusedCharacters.exec(name)?.[0];
  if (refused) return `must not contain ${refused}, which file systems do not allow in names`;
  if (name.startsWith('.') || name.endsWith('.')) return 'must not start or end with a dot';
  if (deviceName.test(name)) return 'must not be the name of a device of Windows';
  if (name.toLowerCase().endsWith(`.${extension}`))
    return `must not contain the extension .${extension}, which is added`;
  return Buffer.byteLength(name) > maxBytes ? `must not be longer than ${maxBytes} bytes in UTF-8` : null;
}
