import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { recordLoader } from '../../../platform/graphql/record.loaders';
import { AuditEvent } from '../../audit/audit-event.entity';
import { Import } from './import.entity';
import { importScope } from './import.policy';
import type { ImportRepository } from './import.repository';

@Resolver(() => AuditEvent)
export class AuditEventImportResolver {
  constructor(private readonly imports: ImportRepository) {}

  @FieldResolver(() => Import, {
    nullable: true,
    description:
      'The import. Null if the event is not about an import, if the import was deleted, or if the viewer may not see it.',
  })
  async import(@Root() { importId }: AuditEvent, @Ctx() operation: Operation): Promise<Import | null> {
    return importId === null ? null : recordLoader(operation, this.imports, importScope).load(importId);
  }
}
