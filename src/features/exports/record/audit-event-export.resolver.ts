import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { recordLoader } from '../../../platform/graphql/record.loaders';
import { AuditEvent } from '../../audit/audit-event.entity';
import { Export } from './export.entity';
import { exportScope } from './export.policy';
import type { ExportRepository } from './export.repository';

@Resolver(() => AuditEvent)
export class AuditEventExportResolver {
  constructor(private readonly exports: ExportRepository) {}

  @FieldResolver(() => Export, {
    nullable: true,
    description:
      'The export. Null if the event is not about an export, if the export was deleted, or if the viewer may not see it.',
  })
  async export(@Root() { exportId }: AuditEvent, @Ctx() operation: Operation): Promise<Export | null> {
    return exportId === null ? null : recordLoader(operation, this.exports, exportScope).load(exportId);
  }
}
