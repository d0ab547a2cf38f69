import type { JobTransitions } from './job-transitions';

/**
 * A row of a background job, as far as all kinds of jobs have the same columns. The statements of this folder also use
 * these columns of its table, which it must have: `leaseOwner`, `leaseUntil`, `timezoneDataVersion`, `phase`,
 * `startedAt`, `finishedAt`, `failureCode` and `failureMessage`.
 */
export interface Job {
  readonly id: number;
  readonly organizationId: number;
  readonly requestedById: number;
  readonly state: string;
  /** Increases with each change that watchers should see. */
  readonly version: number;
  readonly updatedAt: Date;
  /** Number of times a worker started the job. */
  readonly attempt: number;
  readonly rowsDone: number;
  /** Null until they are counted. */
  readonly rowsTotal: number | null;
  /** From 0 to 99 while the job runs. */
  readonly percent: number;
  /** Null unless a worker has the job. */
  readonly rowsPerSecond: number | null;
  /** Which of its organization's slots the job holds while a worker has it. Null while it waits, and once it has ended. */
  readonly slot: number | null;
  /** Not a column: the queue position, set only on waiting jobs sent to live watchers. */
  queuePosition?: number | undefined;
  /** Not a column: when `queuePosition` was read. Of two positions with the same version, the later one is current. */
  positionReadAtMs?: number;
}

/** One kind of job: its table, and what may happen to a row of it. */
export interface JobKind<Row extends Job = Job> {
  /** In messages and logs: "export". */
  readonly name: string;
  readonly table: string;
  readonly entity: new () => Row;
  /** The states that a job leaves by itself or by an action of a user, in contrast to those in which it has ended. */
  readonly activeStates: readonly Row['state'][];
  readonly transitions: JobTransitions;
  /**
   * Column and its values, if jobs of one organization with the same value run one at a time: each value has its slot,
   * whatever the number of slots per organization.
   */
  readonly lanes?: { readonly column: string; readonly values: readonly string[] };
}

/** What a viewer may see: all that was requested in the organization, or only what one user has requested. */
export interface RequesterScope {
  readonly organizationId: number;
  readonly onlyRequestedById?: number;
}

export const isInScope = ({ organizationId, onlyRequestedById }: RequesterScope, job: Job): boolean =>
  job.organizationId === organizationId && (onlyRequestedById === undefined || job.requestedById === onlyRequestedById);
