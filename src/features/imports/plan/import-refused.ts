import type { Because } from '../../../error-reasons';
import { JobFailed } from '../../../platform/jobs/job-errors';
import type { failures } from '../../labels/en/failures';
import type { ImportFailureCode } from '../record/import-failures';

/** An import that cannot be planned or applied as a whole. The message is for the person who started it. */
export class ImportRefused extends JobFailed {
  /** A code that has a translation of its own needs no reason. */
  constructor(code: ImportFailureCode & keyof typeof failures, message: string);
  constructor(code: Exclude<ImportFailureCode, keyof typeof failures>, message: string, reason: Because);
  constructor(code: ImportFailureCode, message: string, reason?: Because) {
    super(code, message, reason);
    this.name = 'ImportRefused';
  }
}

/** Another worker has the import, or it was canceled: the former holder of the lease must write nothing. */
export class LeaseLost extends Error {}
