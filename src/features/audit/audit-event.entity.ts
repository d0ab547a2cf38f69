import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';

export enum AuditAction {
  EXPORT_REQUESTED = 'EXPORT_REQUESTED',
  EXPORT_DENIED = 'EXPORT_DENIED',
  EXPORT_STARTED = 'EXPORT_STARTED',
  EXPORT_COMPLETED = 'EXPORT_COMPLETED',
  EXPORT_FAILED = 'EXPORT_FAILED',
  EXPORT_CANCELLED = 'EXPORT_CANCELLED',
  EXPORT_EXPIRED = 'EXPORT_EXPIRED',
  DOWNLOAD_URL_MINTED = 'DOWNLOAD_URL_MINTED',
  DOWNLOAD = 'DOWNLOAD',
  DOWNLOAD_DENIED = 'DOWNLOAD_DENIED',
}

registerEnumType(AuditAction, {
  name: 'AuditAction',
  description: 'What was done.',
  valuesConfig: {
    EXPORT_REQUESTED: { description: 'Somebody started an export.' },
    EXPORT_DENIED: { description: 'Somebody asked for an export that they may not have.' },
    EXPORT_STARTED: { description: 'A worker took it up.' },
    EXPORT_COMPLETED: { description: 'Its file was published.' },
    EXPORT_FAILED: { description: 'It failed.' },
    EXPORT_CANCELLED: { description: 'Somebody cancelled it.' },
    EXPORT_EXPIRED: { description: 'Its file was deleted or was found to be lost.' },
    DOWNLOAD_URL_MINTED: { description: 'Somebody read a download link.' },
    DOWNLOAD: { description: 'A download link was used.' },
    DOWNLOAD_DENIED: { description: 'A download link was used by or for somebody who may not (any more).' },
  },
});

@Entity('audit_events')
@ObjectType({ simpleResolvers: true, description: 'One thing that somebody did, or that happened to what they did.' })
export class AuditEvent {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies the event.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  happenedAt: Date;

  @Column({ type: 'varchar' })
  @Field(() => AuditAction, { description: 'What was done.' })
  action: AuditAction;

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the user who did it; null: the system.' })
  userId: number | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: "That user's username at the time." })
  username: string | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: 'The network address it was done from.' })
  address: string | null;

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the export it was done to.' })
  exportId: number | null;

  @Column({ type: 'varchar' })
  @Field(() => String, { description: 'Anything else worth knowing; may be empty.' })
  details: string;
}
