import { JobFailed } from '../../../platform/jobs/job-errors';
import type { ImportFailureCode } from '../record/import-failures';

/** An import that cannot be planned or applied as a whole. The message is for the person who started it. */
export class ImportRefused extends JobFailed {
  constructor(code: ImportFailureCode, message: string) {
    super(code, message);
    this.name = 'ImportRefused';
  }
}

/** Another worker has the import, or it was canceled: the former holder of the lease must write nothing. */
export class LeaseLost extends Error {}
