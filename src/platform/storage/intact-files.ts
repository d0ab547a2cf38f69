import type { OpenFile } from './storage';

/** A stored file, as it was when it was written. */
interface WrittenFile {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
}

const maxRemembered = 10_000;

/** Verifies that files still have their content. Reads each file once, and again if it has been modified since. */
export class IntactFiles {
  private readonly checked = new Map<string, Promise<boolean>>();

  async has(written: WrittenFile, file: OpenFile): Promise<boolean> {
    if (file.bytes !== written.bytes) return false;
    const key = `${written.key} ${file.stamp}`;
    const known = this.checked.get(key);
    if (known) return known;
    if (this.checked.size >= maxRemembered) this.checked.clear();
    const checking = file.sha256().then((sha256) => sha256 === written.sha256);
    this.checked.set(key, checking);
    checking.catch(() => this.checked.delete(key));
    return checking;
  }
}
