import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mount = (folder: string, size: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder], { encoding: 'utf8' });

/** Why no small disk can be had here; null when one can. */
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

/** Puts a disk of its own, of this size, in the place of the folder. */
export async function mountSmallDisk(folder: string, size: string): Promise<{ makeReadOnly(): void; unmount(): void }> {
  await mkdir(folder, { recursive: true });
  const { status, stderr } = mount(folder, size);
  if (status !== 0) throw new Error(`could not mount a small disk: ${stderr}`);
  return {
    makeReadOnly: () => void spawnSync('mount', ['-o', 'remount,ro', folder]),
    unmount: () => void spawnSync('umount', [folder]),
  };
}
