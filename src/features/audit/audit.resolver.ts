import { Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { type Connection, connectionType, listComplexity } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { assertAllowed } from '../auth/denials';
import { AuditEventsArgs } from './audit.inputs';
import { checkReadAuditLog } from './audit.policy';
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
    assertAllowed(checkReadAuditLog(viewer));
    return this.auditLog.list(viewer.organizationId, args);
  }

  @FieldResolver(() => DateTimeScalar, {
    description: 'When the last of the merged events happened. Equal to `happenedAt` if `count` is 1.',
  })
  lastAt(@Root() { lastAt, happenedAt }: AuditEvent): Date {
    return lastAt ?? happenedAt;
  }
}
