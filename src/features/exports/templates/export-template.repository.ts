import type { DataSource } from 'typeorm';
import { idOf } from '../../../platform/graphql/ids';
import { SavedTemplate } from './export-template.entity';

export class ExportTemplateRepository {
  constructor(private readonly dataSource: DataSource) {}

  find({ organizationId }: { readonly organizationId: number }, idText: string): Promise<SavedTemplate | null> {
    return this.dataSource.manager.findOneBy(SavedTemplate, { organizationId, id: idOf(idText) });
  }

  /** Lists the saved templates of the organization by name. */
  list({ organizationId }: { readonly organizationId: number }): Promise<SavedTemplate[]> {
    return this.dataSource.manager.find(SavedTemplate, { where: { organizationId }, order: { name: 'ASC' } });
  }
}
