import type { Audience } from '../../../platform/graphql/audience';
import type { Export } from '../record/export.entity';
import { exportScope } from '../record/export.policy';

/** Shares `exportProgress` among the watchers of one export. */
export const exportAudience: Audience<Export> = {
  scope: exportScope,
  version: (row) => row.version,
  readAtMs: (row) => row.positionReadAtMs ?? 0,
};
