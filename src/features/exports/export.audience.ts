import type { Audience } from '../../platform/graphql/audience';
import type { Export } from './export.entity';
import { exportScope } from './export.policy';

/** Of one export, live. A link to its file is each viewer's own, and so is what they may do with it. */
export const exportAudience: Audience<Export> = {
  scope: exportScope,
  version: (row) => row.version,
  readAtMs: (row) => row.placeReadAtMs ?? 0,
  fields: {
    Export: [
      'id', 'dataset', 'format', 'columnKeys', 'state', 'version', 'requestedAt', 'requestedBy', 'startedAt', 'finishedAt', 'asOf', 'snapshotAt', 'expiresAt', 'timezone', 'timezoneDataVersion',
      'selection', 'progress', 'failure', 'warnings', 'file',
    ],
    ExportProgress: ['phase', 'rowsDone', 'rowsTotal', 'percent', 'bytesWritten', 'rowsPerSecond', 'secondsLeft', 'attempt', 'queuePosition'],
    ExportFailure: ['code', 'message'],
    ExportSelection: ['idCount', 'filter', 'period'],
    ExportPeriod: ['start', 'end', 'by'],
    ExportFile: ['name', 'contentType', 'bytes', 'rows', 'sha256'],
    User: ['id', 'username', 'firstName', 'lastName', 'email'],
  },
};
