import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../../platform/database/columns';
import type { HeaderMapping } from './import-contents';

/** A mapping of headers to columns: one that was saved under a name, or the last one applied to a set of headers. */
@Entity('import_mappings')
export class ImportMapping {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar' })
  dataset: string;

  @Column({ type: 'varchar', nullable: true })
  name: string | null;

  /** Hash of the set of headers. Null for a mapping with a name. */
  @Column({ type: 'varchar', nullable: true })
  headersHash: string | null;

  @Column({ type: 'simple-json' })
  mapping: HeaderMapping[];

  @Column({ type: 'int' })
  savedById: number;

  @InstantColumn()
  savedAt: Date;
}
