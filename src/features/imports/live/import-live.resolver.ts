import { jobLiveResolver } from '../../../platform/graphql/job-live.resolver';
import { Import } from '../record/import.entity';
import { importScope } from '../record/import.policy';

export const ImportLiveResolver = jobLiveResolver({
  entity: Import,
  noun: 'import',
  scopeOf: importScope,
  note: 'It goes on while the import waits for a user. ',
});
