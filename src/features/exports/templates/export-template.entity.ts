import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Template } from '../../columns/templates';
import type { RowDataset } from '../datasets';

/** A list of columns that a user saved for the organization. */
@Entity('export_templates')
export class SavedTemplate {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'int' })
  organizationId: number;

  @Column({ type: 'varchar' })
  name: string;

  @Column({ type: 'varchar' })
  dataset: RowDataset;

  @Column({ type: 'simple-json' })
  columnKeys: string[];

  get template(): Template {
    return { keys: () => this.columnKeys };
  }
}
