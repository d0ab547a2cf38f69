import { userFigures } from '../src/app';
import { systemTemplates, templateColumns } from '../src/features/columns/templates';
import type { Dataset } from '../src/features/exports/datasets/dataset';
import { usersDataset } from '../src/features/exports/datasets/users';
import type { Snapshot } from '../src/platform/database/snapshot';
import { asOf, customKeys } from './data';

const properties = customKeys.map((key) => ({ key, name: key }));
const columnKeys = templateColumns(systemTemplates.get('USER_SUMMARY')!, {
  customProperties: properties,
  customTermsEnabled: false,
}).columns.map(({ key }) => key);

/** Columns of the template USER_SUMMARY in the bench's organization. */
export const summaryWidth = columnKeys.length;

/** What a file by that template holds, for the baselines that only write the same cells. */
export const summaryOf = (snapshot: Snapshot): Promise<Dataset> =>
  usersDataset(snapshot, { organizationId: 1, columnKeys, selection: {}, asOf, figures: userFigures });
