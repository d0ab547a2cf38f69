import { badInput } from '../../errors';

/**
 * Returns the name and value of the only argument that is set.
 *
 * @throws BAD_USER_INPUT if none or several are set.
 */
export function exactlyOne<Name extends string, Value>(
  args: Readonly<Record<Name, Value | null | undefined>>,
): [argument: Name, value: Value] {
  const names = Object.keys(args) as Name[];
  const set = names.filter((name) => args[name] !== undefined && args[name] !== null);
  if (set.length === 1) return [set[0]!, args[set[0]!]!];
  const choice = names.map((name) => `\`${name}\``).join(' and ');
  throw badInput(set[1] ?? names[0]!, `Set exactly one of ${choice}, and not ${set.length === 0 ? 'none' : 'both'}.`);
}
