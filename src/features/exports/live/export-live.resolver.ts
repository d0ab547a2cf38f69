import { activityResolver } from '../../../platform/graphql/activity.resolver';
import { jobProgressResolver } from '../../../platform/graphql/job-progress.resolver';
import { Export } from '../record/export.entity';
import { exportScope } from '../record/export.policy';
import { exportFilter, ExportFilterArgs } from '../record/export-list.inputs';

export const ExportProgressResolver = jobProgressResolver({
  entity: Export,
  noun: 'export',
  scopeOf: exportScope,
});

export const ExportActivityResolver = activityResolver({
  entity: Export,
  name: 'exportActivity',
  records: 'exports',
  list: 'exports',
  filterArgs: ExportFilterArgs,
  filterOf: exportFilter,
});
