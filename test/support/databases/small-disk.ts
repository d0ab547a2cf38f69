import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mount = (folder: string, size: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder], { encoding: 'utf8' });

/** Returns why no small disk can be mounted, or null if one can. */
export function noSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'tallyport-disk-'));
  try {
    const { status, stderr, error } = mount(folder, '1m');
    if (status !== 0) return (error?.message ?? stderr.trim()) || `mount ended with ${status}`;
    spawnSync('umount', [folder]);
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Mounts a disk of this size at the folder. */
export async function mountSmallDisk(folder: string, size: string): Promise<{ makeReadOnly(): void; unmount(): void }> {
  await mkdir(folder, { recursive: true });
  const { status, stderr } = mount(folder, size);
  if (status !== 0) throw new Error(`could not mount a small disk: ${stderr}`);
  return {
    makeReadOnly: () => void spawnSync('mount', ['-o', 'remount,ro', folder]),
    unmount: () => void spawnSync('umount', [folder]),
  };
}
