import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../../platform/database/columns';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import type { LiveRecord, RecordKind } from '../../../platform/live/live-record';
import type { ExportDataset } from '../datasets';
import type { ExportSelection } from '../datasets/export-selection';
import type { ExportFormat } from '../formats';

export enum ExportRequestState {
  OPEN = 'OPEN',
  APPROVED = 'APPROVED',
  DECLINED = 'DECLINED',
  CANCELLED = 'CANCELLED',
}

registerEnumType(ExportRequestState, {
  name: 'ExportRequestState',
  description: 'State of a request for an export.',
  valuesConfig: {
    OPEN: { description: 'Waiting for the decision of the owner.' },
    APPROVED: { description: 'Final: the owner approved it, which started the export.' },
    DECLINED: { description: 'Final: the owner declined it.' },
    CANCELLED: { description: 'Final: the requester withdrew it.' },
  },
});

/** The requested export in the form that clients read. */
export interface RequestSummary {
  readonly dataset: ExportDataset;
  readonly format: ExportFormat;
  readonly template: string | null;
  readonly columns: string[] | null;
  readonly idCount: number | null;
  /** Absent in requests of earlier versions. */
  readonly excludedIdCount?: number | null;
  readonly filter: string | null;
  readonly period: ExportSelection['period'] | null;
  readonly userId: string | null;
}

@Entity('export_requests')
@ObjectType({ simpleResolvers: true, description: 'A request for an export, approved or declined by the owner.' })
export class ExportRequest implements LiveRecord {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Id of the request.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  requestedById: number;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the request was made.' })
  requestedAt: Date;

  // May contain thousands of ids, so it is read only for an approval.
  @Column({ type: 'varchar', select: false })
  input: string;

  // A filter may have megabytes, so lists and live feeds read it only for the fields that show it.
  @Column({ type: 'simple-json', select: false })
  summary: RequestSummary;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: "The requester's reason; null if the request has none." })
  reason: string | null;

  @Column({ type: 'varchar' })
  @Field(() => ExportRequestState, { description: 'State of the request.' })
  state: ExportRequestState;

  @Column({ type: 'int' })
  @Field(() => Int, {
    description: 'Increases with every change. Of two copies, the one with the larger version is newer.',
  })
  version: number;

  @InstantColumn()
  updatedAt: Date;

  /** Not stored: set on the result of `requestExport`. */
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether `requestExport` returned an identical OPEN request of the viewer instead of a new one. ' +
      'Null everywhere except in the result of `requestExport`.',
  })
  deduplicated?: boolean;

  @Column({ type: 'int', nullable: true })
  decidedById: number | null;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the request was approved or declined; null if it was not.',
  })
  decidedAt: Date | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, {
    nullable: true,
    description: "The owner's reason for declining. Null if none was set, or if the request was not declined.",
  })
  declineReason: string | null;

  @Column({ type: 'int', nullable: true })
  exportId: number | null;
}

export const exportRequestRecord: RecordKind<ExportRequest> = {
  name: 'export request',
  table: 'export_requests',
  entity: ExportRequest,
  activeStates: [ExportRequestState.OPEN],
};
