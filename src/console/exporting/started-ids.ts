const maxIds = 20;

/** The exports that a user started in this browser, shared by its tabs, and which of their files were downloaded. */
export class StartedIds {
  private readonly idsKey: string;
  private readonly downloadedKey: string;

  constructor(userId: string) {
    this.idsKey = `tallyport.exports.${userId}`;
    this.downloadedKey = `tallyport.downloaded.${userId}`;
  }

  read(): readonly string[] {
    return readList(this.idsKey);
  }

  add(id: string): readonly string[] {
    return writeList(this.idsKey, [...this.read().filter((other) => other !== id), id]);
  }

  remove(id: string): readonly string[] {
    return writeList(
      this.idsKey,
      this.read().filter((other) => other !== id),
    );
  }

  /** Reports what other tabs change. Returns how to stop it. */
  watch(report: (ids: readonly string[]) => void): () => void {
    const changed = ({ key }: StorageEvent): void => void (key === this.idsKey && report(this.read()));
    window.addEventListener('storage', changed);
    return () => window.removeEventListener('storage', changed);
  }

  /** Runs the action unless it has succeeded for this export, in any tab. Returns whether it ran. */
  async downloadOnce(id: string, action: () => Promise<void>): Promise<boolean> {
    const run = async (): Promise<boolean> => {
      // Closed in another tab, which has downloaded it.
      if (!this.read().includes(id) || readList(this.downloadedKey).includes(id)) return false;
      await action();
      const started = this.read();
      writeList(this.downloadedKey, [...readList(this.downloadedKey).filter((other) => started.includes(other)), id]);
      return true;
    };
    // Locks exist only on pages that the browser considers secure. Elsewhere two tabs could each download the file.
    return navigator.locks ? await runAlone(`${this.downloadedKey}.${id}`, run) : await run();
  }
}

/**
 * Runs the action when no other tab runs one of this name, or has one that succeeded and is still open. It keeps the lock
 * then, because another tab may still read localStorage as it was before.
 */
const runAlone = (name: string, action: () => Promise<boolean>): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const run = async (): Promise<void> => {
      const hasRun = await action();
      resolve(hasRun);
      if (hasRun) await new Promise(() => undefined);
    };
    void navigator.locks.request(name, run).catch(reject);
  });

function readList(key: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

/** Keeps the newest ones. */
function writeList(key: string, list: readonly string[]): readonly string[] {
  const kept = list.slice(-maxIds);
  localStorage.setItem(key, JSON.stringify(kept));
  return kept;
}
