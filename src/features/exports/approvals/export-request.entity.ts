import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../../platform/database/columns';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
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
  description: 'Where a request to the owner stands.',
  valuesConfig: {
    OPEN: { description: 'Waits for the owner.' },
    APPROVED: { description: 'Final: the owner has started the export.' },
    DECLINED: { description: 'Final: the owner does not want it.' },
    CANCELLED: { description: 'Final: who had asked took it back.' },
  },
});

/** What was asked for, for people. */
export interface RequestSummary {
  readonly dataset: ExportDataset;
  readonly format: ExportFormat;
  readonly template: string | null;
  readonly columns: string[] | null;
  readonly idCount: number | null;
  readonly filter: string | null;
  readonly period: ExportSelection['period'] | null;
  readonly userId: string | null;
}

@Entity('export_requests')
@ObjectType({ simpleResolvers: true, description: 'A wish for an export, which the owner approves or declines.' })
export class ExportRequest {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies the request.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'int' })
  requestedById: number;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  requestedAt: Date;

  // May name thousands of ids: read only when it is approved.
  @Column({ type: 'varchar', select: false })
  input: string;

  @Column({ type: 'simple-json' })
  summary: RequestSummary;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: 'Why, in the words of who asks.' })
  reason: string | null;

  @Column({ type: 'varchar' })
  @Field(() => ExportRequestState, { description: 'Where it stands.' })
  state: ExportRequestState;

  /** Not a column: set on what `requestExport` answers with. */
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether `requestExport` found an identical OPEN request of the viewer and returned it instead of a new one. Set only in the answer to `requestExport`; null everywhere else.',
  })
  deduplicated?: boolean;

  @Column({ type: 'int', nullable: true })
  decidedById: number | null;

  @InstantColumn({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was approved or declined.' })
  decidedAt: Date | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: 'Why it was declined, in the words of the owner.' })
  declineReason: string | null;

  @Column({ type: 'int', nullable: true })
  exportId: number | null;
}
