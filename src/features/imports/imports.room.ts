import type { DataSource } from 'typeorm';
import { type Dependencies, resolver, type Room } from '../room';
import type { UserRepository } from '../users/user.repository';
import { ImportResolver } from './import.resolver';
import { Import } from './record/import.entity';
import { ImportRepository } from './record/import.repository';
import { ImportBatch } from './record/import-batch.entity';
import { ImportFieldsResolver } from './record/import-fields.resolver';
import { ImportMapping } from './record/import-mapping.entity';
import { ImportService } from './start/import.service';

interface ImportDependencies extends Dependencies {
  readonly users: UserRepository;
  readonly imports: ReturnType<typeof createImports>;
}

export const importsRoom: Room<ImportDependencies> = {
  entities: [Import, ImportBatch, ImportMapping],
  resolvers: [
    resolver(ImportResolver, ({ imports, dataSource, clock, auditLog, config }) => {
      return new ImportResolver(new ImportService(dataSource, clock, imports.rows, auditLog, config), imports.rows);
    }),
    resolver(ImportFieldsResolver, ({ imports, users }) => new ImportFieldsResolver(imports.rows, users)),
  ],
};

/** What the resolvers of imports share, and what the API receives uploads with. Created once per server. */
export function createImports({ dataSource }: { readonly dataSource: DataSource }) {
  return { rows: new ImportRepository(dataSource) };
}
