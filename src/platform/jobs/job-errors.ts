import type { Because } from '../../error-reasons';

/** Another worker has the job, or it was canceled: stop and leave nothing. */
export class ClaimLost extends Error {}

/** Fails the job. The requester reads the code and the message. */
export class JobFailed extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** Why, more exactly than the code. */
    readonly reason?: Because,
  ) {
    super(message);
  }
}
