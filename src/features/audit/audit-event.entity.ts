import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import type { SentenceParameters } from '../../sentences';
import { AuditAction } from './audit-action';

@Entity('audit_events')
@ObjectType({
  simpleResolvers: true,
  description:
    'An event in the audit log. Identical events of one user within the same minute are merged into one event with a `count`.',
})
export class AuditEvent {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Id of the event.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When the event happened. For a merged event: the first time.' })
  happenedAt: Date;

  /** Null in rows that were written before this column existed. */
  @InstantColumn({ nullable: true })
  lastAt: Date | null;

  @Column({ type: 'int' })
  @Field(() => Int, {
    description: 'Number of identical events merged into this one; 1 if none were merged.',
  })
  count: number;

  @Column({ type: 'varchar' })
  @Field(() => AuditAction, { description: 'What happened.' })
  action: AuditAction;

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the user who caused the event. Null for the system.' })
  userId: number | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Username of the user who caused the event, at that time. Null for the system.',
  })
  username: string | null;

  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { nullable: true, description: 'IP address that the request came from. Null for the system.' })
  address: string | null;

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the export. Null if the event is not about an export.' })
  exportId: number | null;

  @Column({ type: 'int', nullable: true })
  @Field(() => ID, { nullable: true, description: 'Id of the import. Null if the event is not about an import.' })
  importId: number | null;

  /** In English. */
  @Column({ type: 'varchar' })
  details: string;

  /** Null without details, and in events of earlier versions. */
  @Column({ type: 'varchar', nullable: true })
  detailsCode: string | null;

  @Column({ type: 'simple-json', nullable: true })
  detailsParameters: SentenceParameters | null;
}
