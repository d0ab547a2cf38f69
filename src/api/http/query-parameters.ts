import { misuse } from '../../errors';

/**
 * Parses a query string. URLSearchParams would replace invalid UTF-8, and Express would return a list for a repeated
 * parameter.
 *
 * @throws BAD_USER_INPUT in both cases
 */
export function parametersOf(url: string): Map<string, string> {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const parameters = new Map<string, string>();
  for (const pair of query.split('&').filter(Boolean)) {
    const [name, value] = [pair.split('=', 1)[0]!, pair.includes('=') ? pair.slice(pair.indexOf('=') + 1) : ''].map(
      (part) => decoded(part),
    ) as [string, string];
    if (parameters.has(name)) throw misuse(name, `The parameter ${JSON.stringify(name)} is repeated.`);
    parameters.set(name, value);
  }
  return parameters;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw misuse('query', 'The parameters are not valid percent-encoded UTF-8.');
  }
}
