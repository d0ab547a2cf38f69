import { domainToASCII } from 'node:url';
import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { parseEach } from '../../../platform/graphql/input-errors';

const domainForm = /^(?=.{1,253}$)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/;

/** The form in which domains are stored and compared: lower case, and international ones in ASCII. Null if it is none. */
function normalizeDomain(text: string): string | null {
  const domain = domainToASCII(text.trim());
  return domainForm.test(domain) ? domain : null;
}

/** The domain of an email address, normalized. Null for a text without one. */
export const domainOf = (address: string): string | null => {
  const at = address.lastIndexOf('@');
  return at <= 0 ? null : normalizeDomain(address.slice(at + 1));
};

/** The normalized domains, each once. @throws BAD_USER_INPUT */
export function parseDomains(argument: string, texts: readonly string[]): string[] {
  if (texts.length === 0)
    throw badInput(argument, `\`${argument}\` must have at least one domain.`, because('DOMAIN_MISSING'));
  const domains = parseEach(texts, (text, index) => {
    const domain = normalizeDomain(text);
    if (domain === null)
      throw badInput(
        `${argument}.${index}`,
        `${JSON.stringify(text)} is not a domain, like venue.example.`,
        because('DOMAIN', { value: text }),
      );
    return domain;
  });
  return [...new Set(domains)].sort();
}
