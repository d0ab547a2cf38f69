import { activityResolver } from '../../../platform/graphql/activity.resolver';
import { jobProgressResolver } from '../../../platform/graphql/job-progress.resolver';
import { Import } from '../record/import.entity';
import { importScope } from '../record/import.policy';
import { importFilter, ImportFilterArgs } from '../record/import-list.inputs';

export const ImportProgressResolver = jobProgressResolver({
  entity: Import,
  noun: 'import',
  scopeOf: importScope,
  note: 'It goes on while the import waits for a user. ',
});

export const ImportActivityResolver = activityResolver({
  entity: Import,
  name: 'importActivity',
  records: 'imports',
  list: 'imports',
  filterArgs: ImportFilterArgs,
  filterOf: importFilter,
});
