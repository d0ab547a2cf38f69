import { knownValues } from '../../labels.js';
import { dayAfter, isDay, startOfDay } from '../../zone-days.js';
import type { AuditAction, AuditLogVariables } from '../generated.js';

/** Which events are shown. Days are in the zone of the organization, and empty for no limit. */
export interface AuditFilter {
  readonly userId: string | null;
  readonly actions: readonly AuditAction[];
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export function readFilter(search: string, known: Readonly<Record<AuditAction, string>>): AuditFilter {
  const parameters = new URLSearchParams(search);
  const day = (name: string): string => {
    const text = parameters.get(name) ?? '';
    return isDay(text) ? text : '';
  };
  return {
    userId: parameters.get('user'),
    actions: knownValues(parameters.getAll('action'), known),
    from: day('from'),
    to: day('to'),
    text: parameters.get('text') ?? '',
  };
}

export function writeFilter({ userId, actions, from, to, text }: AuditFilter): string {
  const parameters = new URLSearchParams(actions.map((action) => ['action', action]));
  for (const [name, value] of Object.entries({ user: userId, from, to, text })) if (value) parameters.set(name, value);
  return parameters.toString();
}

export const variablesOf = (
  { userId, actions, from, to, text }: AuditFilter,
  timeZone: string,
): Omit<AuditLogVariables, 'after'> => ({
  userId,
  actions: actions.length > 0 ? [...actions] : null,
  from: from ? startOfDay(from, timeZone) : null,
  before: to ? startOfDay(dayAfter(to), timeZone) : null,
  text: text.trim() ? text : null,
});
