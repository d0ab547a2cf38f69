import type { GraphQLResolveInfo } from 'graphql';
import { selects } from '../../../platform/graphql/selects';
import type { MeasureNeed, Measures } from '../definitions/measure';

/** The selected parts of an answer that need queries or computations of their own. */
export interface RequestedStats {
  /** What the measures of rows need. */
  readonly rows: ReadonlySet<MeasureNeed>;
  /** What the earlier figures need, for `before` or `change`. Null: neither is requested. */
  readonly before: ReadonlySet<MeasureNeed> | null;
  readonly change: boolean;
  /** Null: not requested, also of what follows. */
  readonly totals: ReadonlySet<MeasureNeed> | null;
  readonly share: ReadonlySet<MeasureNeed> | null;
  readonly running: boolean;
  readonly excluded: boolean;
}

export function requestedStats(info: GraphQLResolveInfo, measures: Measures): RequestedStats {
  const needsAt = (...path: string[]): MeasureNeed[] =>
    Object.entries(measures).flatMap(([name, { needs }]) => (needs && selects(info, ...path, name) ? [needs] : []));
  const change = needsAt('rows', 'change');
  const ifSelected = (path: string[], needs: readonly MeasureNeed[]): ReadonlySet<MeasureNeed> | null =>
    selects(info, ...path) ? new Set(needs) : null;
  const share = needsAt('rows', 'share');
  const before = [...needsAt('rows', 'before'), ...change];
  return {
    rows: new Set([...needsAt('rows'), ...change, ...share, ...needsAt('rows', 'running')]),
    before: ifSelected(['rows', 'before'], before) ?? ifSelected(['rows', 'change'], before),
    change: selects(info, 'rows', 'change'),
    totals: ifSelected(['totals'], needsAt('totals')),
    share: ifSelected(['rows', 'share'], share),
    running: selects(info, 'rows', 'running'),
    excluded: selects(info, 'excluded'),
  };
}

/** Whether the answer needs more than one query, whose results must agree. */
export const needsSnapshot = ({ rows, before, totals, share, excluded }: RequestedStats): boolean =>
  rows.size > 0 || before !== null || totals !== null || share !== null || excluded;
