import { planNames } from '../organizations/organization.repository';
import type { CellContext, ToCell } from './column';
import { joinValues } from './multi-value';

export const asText: ToCell = (stored) => stored;
/** Ids are numbers to nobody but the database. */
export const asId: ToCell = (stored) => String(stored);
/** Of another row; there may be none. */
export const asLink: ToCell = (stored) => (stored === null ? null : String(stored));
export const asBoolean: ToCell = (stored) => (stored === null ? null : stored !== 0);
export const asDate: ToCell = (stored, { calendar }) => (stored === null ? null : calendar.dateOf(stored as number));
export const asInstant: ToCell = (stored, { calendar }) =>
  stored === null ? null : calendar.instantOf(stored as number);
export const asValues = remembering((stored) => joinValues(JSON.parse(stored) as string[]));
/** Of other rows, by the grammar of several values, which no digit needs. */
export const asLinks = remembering((stored) => (JSON.parse(stored) as number[]).join('|'));
export const asPlanNames = remembering((stored, { directory }) =>
  joinValues(planNames(directory, JSON.parse(stored) as number[])),
);
export const asTeamName: ToCell = (stored, { directory }) =>
  stored === null ? null : (directory.teams.get(stored as number) ?? null);
export const asLocationName: ToCell = (stored, { directory }) =>
  stored === null ? null : (directory.locations.get(stored as number) ?? null);
/** A list of one. */
export const asLocationNames: ToCell = (stored, surroundings) => {
  const name = asLocationName(stored, surroundings);
  return name === null ? null : joinValues([name as string]);
};

/**
 * Cells of a JSON list. Most rows repeat one of a few lists, so what was made of one is kept: for one file, whose names
 * are its organization's.
 */
function remembering(join: (stored: string, surroundings: CellContext) => string): ToCell {
  const made = new WeakMap<CellContext, Map<string, string>>();
  return (stored, surroundings) => {
    if (stored === '[]' || stored === null) return null;
    let cells = made.get(surroundings);
    if (!cells || cells.size === 1000) made.set(surroundings, (cells = new Map()));
    let cell = cells.get(stored as string);
    if (cell === undefined) cells.set(stored as string, (cell = join(stored as string, surroundings)));
    return cell;
  };
}
