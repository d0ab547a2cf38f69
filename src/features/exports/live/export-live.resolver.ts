import { jobLiveResolver } from '../../../platform/graphql/job-live.resolver';
import { Export } from '../record/export.entity';
import { exportScope } from '../record/export.policy';

export const ExportLiveResolver = jobLiveResolver({ entity: Export, noun: 'export', scopeOf: exportScope });
