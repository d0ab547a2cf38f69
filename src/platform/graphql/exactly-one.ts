import { misuse } from '../../errors';

/**
 * Returns the name and value of the only argument that is set.
 *
 * @throws BAD_USER_INPUT if none or several are set.
 */
export function exactlyOne<Name extends string, Value>(
  args: Readonly<Record<Name, Value | null | undefined>>,
): [argument: Name, value: Value] {
  const entries = Object.entries<Value | null | undefined>(args);
  const set = entries.filter(([, value]) => value !== undefined && value !== null) as [Name, Value][];
  if (set.length === 1) return set[0]!;
  const choice = entries.map(([name]) => `\`${name}\``).join(' and ');
  throw misuse(set[1]?.[0] ?? entries[0]![0], `Set exactly one of ${choice}.`);
}
