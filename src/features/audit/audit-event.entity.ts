import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns';
import { DateTimeScalar } from '../../platform/graphql/scalars';

export enum AuditAction {
  EXPORT_REQUESTED = 'EXPORT_REQUESTED',
  EXPORT_DEDUPLICATED = 'EXPORT_DEDUPLICATED',
  EXPORT_DENIED = 'EXPORT_DENIED',
  EXPORT_STARTED = 'EXPORT_STARTED',
  EXPORT_COMPLETED = 'EXPORT_COMPLETED',
  EXPORT_FAILED = 'EXPORT_FAILED',
  EXPORT_CANCELLED = 'EXPORT_CANCELLED',
  EXPORT_EXPIRED = 'EXPORT_EXPIRED',
  EXPORT_TEMPLATE_SAVED = 'EXPORT_TEMPLATE_SAVED',
  EXPORT_TEMPLATE_DELETED = 'EXPORT_TEMPLATE_DELETED',
  EXPORT_RETRIED = 'EXPORT_RETRIED',
  EXPORT_FILE_DELETED = 'EXPORT_FILE_DELETED',
  EXPORT_HANDED_OVER = 'EXPORT_HANDED_OVER',
  DOWNLOAD_URL_MINTED = 'DOWNLOAD_URL_MINTED',
  DOWNLOAD = 'DOWNLOAD',
  DOWNLOAD_DENIED = 'DOWNLOAD_DENIED',
  USER_CREATED = 'USER_CREATED',
  USER_CHANGED = 'USER_CHANGED',
  BOOKING_CREATED = 'BOOKING_CREATED',
  BOOKING_CONFIRMED = 'BOOKING_CONFIRMED',
  BOOKING_RESCHEDULED = 'BOOKING_RESCHEDULED',
  BOOKING_CANCELLED = 'BOOKING_CANCELLED',
  INVOICE_ISSUED = 'INVOICE_ISSUED',
  INVOICE_PAID = 'INVOICE_PAID',
  INVOICE_VOIDED = 'INVOICE_VOIDED',
  ORGANIZATION_CHANGED = 'ORGANIZATION_CHANGED',
  LOCATION_CREATED = 'LOCATION_CREATED',
  LOCATION_CHANGED = 'LOCATION_CHANGED',
  LOCATION_ARCHIVED = 'LOCATION_ARCHIVED',
  LOCATION_RESTORED = 'LOCATION_RESTORED',
  TEAM_CREATED = 'TEAM_CREATED',
  TEAM_CHANGED = 'TEAM_CHANGED',
  TEAM_ARCHIVED = 'TEAM_ARCHIVED',
  TEAM_RESTORED = 'TEAM_RESTORED',
  PLAN_CREATED = 'PLAN_CREATED',
  PLAN_CHANGED = 'PLAN_CHANGED',
  PLAN_ARCHIVED = 'PLAN_ARCHIVED',
  PLAN_RESTORED = 'PLAN_RESTORED',
  CUSTOM_PROPERTY_CREATED = 'CUSTOM_PROPERTY_CREATED',
  CUSTOM_PROPERTY_CHANGED = 'CUSTOM_PROPERTY_CHANGED',
  CUSTOM_PROPERTY_ARCHIVED = 'CUSTOM_PROPERTY_ARCHIVED',
  CUSTOM_PROPERTY_RESTORED = 'CUSTOM_PROPERTY_RESTORED',
  OWNERSHIP_TRANSFERRED = 'OWNERSHIP_TRANSFERRED',
  EXPORT_REQUEST_OPENED = 'EXPORT_REQUEST_OPENED',
  EXPORT_REQUEST_APPROVED = 'EXPORT_REQUEST_APPROVED',
  EXPORT_REQUEST_DECLINED = 'EXPORT_REQUEST_DECLINED',
  EXPORT_REQUEST_CANCELLED = 'EXPORT_REQUEST_CANCELLED',
  MAIL_FAILED = 'MAIL_FAILED',
  TOKEN_CREATED = 'TOKEN_CREATED',
  TOKEN_REVOKED = 'TOKEN_REVOKED',
}

registerEnumType(AuditAction, {
  name: 'AuditAction',
  description: 'What was done.',
  valuesConfig: {
    EXPORT_REQUESTED: { description: 'Somebody started an export.' },
    EXPORT_DEDUPLICATED: {
      description: 'Somebody asked for an export that was under way already, and was given that one.',
    },
    EXPORT_DENIED: {
      description:
        'Somebody asked for an export, or the preview of one, that they may not have, or to do with one what they may not do.',
    },
    EXPORT_STARTED: { description: 'A worker took it up.' },
    EXPORT_COMPLETED: { description: 'Its file was published.' },
    EXPORT_FAILED: { description: 'It failed.' },
    EXPORT_CANCELLED: { description: 'Somebody cancelled it.' },
    EXPORT_EXPIRED: { description: 'Its file was deleted because its time was over, or was found to be lost.' },
    EXPORT_RETRIED: { description: 'Somebody started it again; the details name the new export.' },
    EXPORT_FILE_DELETED: { description: 'Somebody deleted its file before its time.' },
    EXPORT_HANDED_OVER: {
      description:
        'An export that was under way at a transfer of ownership passed to the new owner; the details name that owner.',
    },
    EXPORT_TEMPLATE_SAVED: {
      description: 'Somebody saved a template of exports; the details name it and its columns.',
    },
    EXPORT_TEMPLATE_DELETED: { description: 'Somebody deleted a template of exports; the details name it.' },
    DOWNLOAD_URL_MINTED: { description: 'Somebody made a download link with `createDownloadLink`.' },
    DOWNLOAD: { description: 'A download link was used, by GET or HEAD, for the whole file or a range of it.' },
    DOWNLOAD_DENIED: { description: 'A download link was used by or for somebody who may not (any more).' },
    USER_CREATED: { description: 'Somebody created a user; the details name the username.' },
    USER_CHANGED: {
      description:
        'Somebody changed a user; the details name the username and the fields, not what stood or stands in them.',
    },
    BOOKING_CREATED: { description: 'Somebody created a booking; the details name its reference.' },
    BOOKING_CONFIRMED: { description: 'Somebody confirmed a booking; the details name its reference.' },
    BOOKING_RESCHEDULED: { description: 'Somebody moved a booking; the details name its reference and the fields.' },
    BOOKING_CANCELLED: { description: 'Somebody cancelled a booking; the details name its reference.' },
    INVOICE_ISSUED: { description: 'Somebody issued an invoice; the details name its number.' },
    INVOICE_PAID: { description: 'Somebody marked an invoice paid; the details name its number.' },
    INVOICE_VOIDED: { description: 'Somebody voided an invoice; the details name its number.' },
    ORGANIZATION_CHANGED: {
      description: 'The owner changed the organization; the details say what it was and what it is.',
    },
    LOCATION_CREATED: { description: 'Somebody created a location; the details name it.' },
    LOCATION_CHANGED: { description: 'Somebody changed a location; the details say what it was and what it is.' },
    LOCATION_ARCHIVED: { description: 'Somebody archived a location; the details name it.' },
    LOCATION_RESTORED: { description: 'Somebody restored an archived location; the details name it.' },
    TEAM_CREATED: { description: 'Somebody created a team; the details name it.' },
    TEAM_CHANGED: { description: 'Somebody changed a team; the details say what it was and what it is.' },
    TEAM_ARCHIVED: { description: 'Somebody archived a team; the details name it.' },
    TEAM_RESTORED: { description: 'Somebody restored an archived team; the details name it.' },
    PLAN_CREATED: { description: 'Somebody created a plan; the details name it.' },
    PLAN_CHANGED: { description: 'Somebody changed a plan; the details say what it was and what it is.' },
    PLAN_ARCHIVED: { description: 'Somebody archived a plan; the details name it.' },
    PLAN_RESTORED: { description: 'Somebody restored an archived plan; the details name it.' },
    CUSTOM_PROPERTY_CREATED: { description: 'Somebody created a custom property; the details name it.' },
    CUSTOM_PROPERTY_CHANGED: {
      description: 'Somebody changed a custom property; the details say what it was and what it is.',
    },
    CUSTOM_PROPERTY_ARCHIVED: { description: 'Somebody archived a custom property; the details name it.' },
    CUSTOM_PROPERTY_RESTORED: { description: 'Somebody restored an archived custom property; the details name it.' },
    OWNERSHIP_TRANSFERRED: { description: 'The owner made somebody else the owner; the details name the new one.' },
    EXPORT_REQUEST_OPENED: {
      description: 'Somebody asked the owner for an export; the details name the request and what it is for.',
    },
    EXPORT_REQUEST_APPROVED: { description: 'The owner approved such a request; the details name it.' },
    EXPORT_REQUEST_DECLINED: { description: 'The owner declined such a request; the details name it.' },
    EXPORT_REQUEST_CANCELLED: { description: 'Who had asked took it back; the details name the request.' },
    MAIL_FAILED: { description: 'A mail could not be delivered; the details say of what kind it was, and why.' },
    TOKEN_CREATED: { description: 'An access token was created; the details name its user and its id.' },
    TOKEN_REVOKED: {
      description:
        'An access token was revoked by its user, the owner or the operator; the details name its user and its id.',
    },
  },
});

@Entity('audit_events')
@ObjectType({
  simpleResolvers: true,
  description:
    'One thing that somebody did, or that happened to what they did. Identical events of one person within one minute of the clock are merged into one, with a `count`.',
})
export class AuditEvent {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Identifies the event.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it happened; for a merged event, when it first happened.' })
  happenedAt: Date;

  /** Null in rows that are older than this column. */
  @InstantColumn({ nullable: true })
  lastAt: Date | null;

  @Column({ type: 'int' })
  @Field(() => Int, {
    description: 'How often it happened: the number of identical events merged into this one, or 1.',
  })
  count: number;

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
