import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { RowDataset } from '../../columns/catalogue';
import type { Template } from '../../columns/templates';

/** A choice of columns that somebody saved for the organization. */
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
    return { dataset: this.dataset, keys: () => this.columnKeys };
  }
}
