import type { Viewer } from '../../../viewer';
import type { PermissionWatcher } from '../../auth/permission-watcher';
import type { Export } from '../record/export.entity';
import { isAllowed } from '../record/export.policy';

/**
 * Calls `onRefused` once the viewer may no longer download this export. During the download of a large file, the viewer
 * may lose the token, the account or the permission. Returns the function that stops watching.
 */
export function watchDownload(
  permissions: PermissionWatcher,
  viewer: Viewer,
  row: Export,
  onRefused: () => void,
): () => void {
  const download = {
    viewer,
    onRightsChanged(now: Viewer | null): void {
      if (now && isAllowed('download', now, row)) {
        download.viewer = now;
        return;
      }
      unwatch();
      onRefused();
    },
  };
  const unwatch = permissions.watch(download);
  return unwatch;
}
