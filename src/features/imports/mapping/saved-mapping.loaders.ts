import type DataLoader from 'dataloader';
import type { Operation } from '../../../platform/graphql/operation';
import { parsedLoader } from '../../../platform/graphql/parsed.loaders';
import type { HeaderMapping } from '../record/import-contents';
import type { SavedMappings } from './saved-mapping.service';

/** The decisions of saved mappings by their id. */
export const mappingLoader = (
  operation: Operation,
  mappings: SavedMappings,
): DataLoader<number, readonly HeaderMapping[]> =>
  parsedLoader<readonly HeaderMapping[]>(
    operation,
    mappingLoader,
    (ids) => mappings.listContents(ids),
    (text) => JSON.parse(text) as HeaderMapping[],
    [],
  );
