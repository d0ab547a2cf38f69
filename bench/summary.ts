import { userFigures } from '../src/features';
import { userCatalogue } from '../src/features/columns/catalogue';
import { templateColumns, userTemplates } from '../src/features/columns/templates';
import type { Dataset } from '../src/features/exports/datasets/dataset';
import { users } from '../src/features/exports/datasets/users';
import type { Snapshot } from '../src/platform/database/snapshot';
import { asOf, customKeys } from './data';

const properties = customKeys.map((key) => ({ key, name: key }));
const columnKeys = templateColumns(
  userTemplates.USER_SUMMARY!,
  userCatalogue({ customProperties: properties, customTermsEnabled: false }),
).columns.map(({ key }) => key);

/** Columns of the template USER_SUMMARY in the bench's organization. */
export const summaryWidth = columnKeys.length;

/** The rows of a USER_SUMMARY file, for baselines that only write the same cells. */
export const summaryOf = (snapshot: Snapshot): Promise<Dataset> =>
  users.open(snapshot, { organizationId: 1, columnKeys, selection: {}, asOf, figures: userFigures });
