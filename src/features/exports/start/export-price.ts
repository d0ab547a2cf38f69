import { figuresComplexity } from '../../users/user-figure-access';
import { rowDatasets } from '../datasets';
import type { StartExportInput } from './start-export.inputs';

type RequestedExport = Partial<Pick<StartExportInput, 'filter'>> | null | undefined;

/** Filters by figures compute them for all users, also in a file. */
export const exportFilterComplexity = (input: RequestedExport): number =>
  Object.values(rowDatasets).reduce((sum, { filter: definition }) => {
    const filter = definition && input?.filter?.[definition.field];
    return sum + (filter ? figuresComplexity(definition.usersIn(filter, 'filter')) : 0);
  }, 0);

interface Priced<Args> {
  readonly args: Args;
  readonly childComplexity: number;
}

export const startComplexity = ({ args: { input }, childComplexity }: Priced<{ input?: RequestedExport }>): number =>
  1 + childComplexity + exportFilterComplexity(input);

export const requestComplexity = ({
  args: { input },
  childComplexity,
}: Priced<{ input?: { readonly export?: RequestedExport } }>): number =>
  1 + childComplexity + exportFilterComplexity(input?.export);
