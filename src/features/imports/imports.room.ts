import type { Room } from '../room';
import { Import } from './record/import.entity';
import { ImportBatch } from './record/import-batch.entity';
import { ImportMapping } from './record/import-mapping.entity';

export const importsRoom: Room = {
  entities: [Import, ImportBatch, ImportMapping],
};
