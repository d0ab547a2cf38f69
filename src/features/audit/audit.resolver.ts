import { Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { forbidden } from '../../errors';
import { type Connection, connectionType, listComplexity } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { Role } from '../auth/permissions';
import { AuditEventsArgs } from './audit.inputs';
import { AuditEvent } from './audit-event.entity';
import type { AuditLog } from './audit-log';

const AuditEventConnection = connectionType(() => AuditEvent, 'AuditEvent', 'audit events');

@Resolver(() => AuditEvent)
export class AuditResolver {
  constructor(private readonly auditLog: AuditLog) {}

  @Authorized()
  @Refusable('the role OWNER')
  @Query(() => AuditEventConnection, {
    nullable: true,
    description: 'Audit events of the organization, newest first. Null with FORBIDDEN unless the viewer is the owner.',
    complexity: listComplexity,
  })
  auditEvents(@Args() args: AuditEventsArgs, @Ctx() { viewer }: Operation): Promise<Connection<AuditEvent>> {
    if (viewer.role !== Role.OWNER) throw forbidden('Only the owner may read the audit log.');
    return this.auditLog.list(viewer.organizationId, args);
  }

  @FieldResolver(() => DateTimeScalar, {
    description: 'When the last of the merged events happened. Equal to `happenedAt` if `count` is 1.',
  })
  lastAt(@Root() { lastAt, happenedAt }: AuditEvent): Date {
    return lastAt ?? happenedAt;
  }
}
