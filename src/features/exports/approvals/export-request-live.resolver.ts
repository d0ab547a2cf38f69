import { activityResolver } from '../../../platform/graphql/activity.resolver';
import { ExportRequest } from './export-request.entity';
import { exportRequestFilter, ExportRequestFilterArgs } from './export-request.inputs';

export const ExportRequestLiveResolver = activityResolver({
  entity: ExportRequest,
  name: 'exportRequestsChanged',
  records: 'export requests',
  list: 'exportRequests',
  filterArgs: ExportRequestFilterArgs,
  filterOf: exportRequestFilter,
});
