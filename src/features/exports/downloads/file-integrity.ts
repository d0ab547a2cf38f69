import type { OpenFile } from '../../../platform/storage/storage';
import type { Export } from '../record/export.entity';

const maxRemembered = 10_000;

/**
 * Verifies that files still have the content that their exports wrote. Reads each file once, and again if it has been
 * modified since.
 */
export class IntactFiles {
  private readonly checked = new Map<string, Promise<boolean>>();

  async has(
    { fileKey, fileBytes, fileSha256 }: Pick<Export, 'fileKey' | 'fileBytes' | 'fileSha256'>,
    file: OpenFile,
  ): Promise<boolean> {
    if (file.bytes !== Number(fileBytes)) return false;
    const key = `${fileKey} ${file.stamp}`;
    const known = this.checked.get(key);
    if (known) return known;
    if (this.checked.size >= maxRemembered) this.checked.clear();
    const checking = file.sha256().then((sha256) => sha256 === fileSha256);
    this.checked.set(key, checking);
    checking.catch(() => this.checked.delete(key));
    return checking;
  }
}
