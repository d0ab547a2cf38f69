import { Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { type Connection, connectionType, listComplexity } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { Refusable } from '../../platform/graphql/refusable';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { parameterList, SentenceParameter } from '../../platform/graphql/sentence-parameter.type';
import { assertAllowed } from '../auth/denials';
import { auditDetails } from '../labels/en/audit-details';
import { describeCodes } from '../labels/job-warnings';
import { translated } from '../labels/sentences';
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
  auditEvents(@Args() args: AuditEventsArgs, @Ctx() { viewer, language }: Operation): Promise<Connection<AuditEvent>> {
    assertAllowed(checkReadAuditLog(viewer));
    return this.auditLog.list(viewer.organizationId, args, language);
  }

  @FieldResolver(() => String, {
    description:
      'More about the event, depending on the action, in the language of the request. English for events of earlier versions. Can be empty.',
  })
  details(@Root() event: AuditEvent, @Ctx() { language }: Operation): string {
    const { detailsCode, detailsParameters, details: message } = event;
    const sentence = { code: detailsCode ?? '', parameters: detailsParameters ?? {}, message };
    return translated('auditDetails', sentence, language);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: `Code of \`details\`, for programs: ${describeCodes(auditDetails)}. Null without details, and for events of earlier versions.`,
  })
  detailsCode(@Root() { detailsCode }: AuditEvent): string | null {
    return detailsCode;
  }

  @FieldResolver(() => [SentenceParameter], { description: 'Parameters of `detailsCode`.' })
  detailsParameters(@Root() { detailsParameters }: AuditEvent): SentenceParameter[] {
    return parameterList(detailsParameters ?? {});
  }

  @FieldResolver(() => DateTimeScalar, {
    description: 'When the last of the merged events happened. Equal to `happenedAt` if `count` is 1.',
  })
  lastAt(@Root() { lastAt, happenedAt }: AuditEvent): Date {
    return lastAt ?? happenedAt;
  }
}
