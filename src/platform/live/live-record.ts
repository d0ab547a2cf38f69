/** A row that users watch: each change increases `version` and sets `updatedAt`, by the clock of the database. */
export interface LiveRecord {
  readonly id: number;
  readonly organizationId: number;
  readonly requestedById: number;
  readonly state: string;
  readonly version: number;
  readonly updatedAt: Date;
  /** Not a column: set on a record that waits in a queue. Changes without a new version. */
  readonly queuePosition?: number | undefined;
}

/** One kind of record: its table, and which of its records are still of interest. */
export interface RecordKind<Row extends LiveRecord = LiveRecord> {
  /** In messages and logs: "export". */
  readonly name: string;
  readonly table: string;
  readonly entity: new () => Row;
  /** The states that a record leaves by itself or by an action of a user, in contrast to those in which it has ended. */
  readonly activeStates: readonly Row['state'][];
}

/** What a viewer may see: all that was requested in the organization, or only what one user has requested. */
export interface RequesterScope {
  readonly organizationId: number;
  readonly onlyRequestedById?: number;
}

export const isInScope = (
  { organizationId, onlyRequestedById }: RequesterScope,
  record: Pick<LiveRecord, 'organizationId' | 'requestedById'>,
): boolean =>
  record.organizationId === organizationId &&
  (onlyRequestedById === undefined || record.requestedById === onlyRequestedById);
