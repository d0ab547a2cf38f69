import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { InstantColumn } from '../../../platform/database/columns';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { ExportDataset, type RowDataset } from '../../exports/datasets';
import type { HeaderMapping } from './import-contents';

/** A mapping of headers to columns: one that was saved under a name, or the last one applied to a set of headers. */
@Entity('import_mappings')
@ObjectType({ simpleResolvers: true, description: 'A mapping of headers to columns that was saved under a name.' })
export class ImportMapping {
  @PrimaryGeneratedColumn()
  @Field(() => ID, { description: 'Id of the saved mapping.' })
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar' })
  @Field(() => ExportDataset, { description: 'Dataset of the files.' })
  dataset: RowDataset;

  /** Lists have only mappings with a name. */
  @Column({ type: 'varchar', nullable: true })
  @Field(() => String, { description: 'Name, for `mappingName` of `startImport`. Unique in the dataset.' })
  name: string | null;

  /** Hash of the set of headers. Null for a mapping with a name. */
  @Column({ type: 'varchar', nullable: true })
  headersHash: string | null;

  // May have hundreds of kilobytes: only `findWhole`, `mappingLoader` and workers read it.
  @Column({ type: 'simple-json', select: false })
  mapping: HeaderMapping[];

  @Column({ type: 'int' })
  savedById: number;

  @InstantColumn()
  @Field(() => DateTimeScalar, { description: 'When it was saved last: when a plan with this name was applied.' })
  savedAt: Date;
}
