import type { Data, TestClient } from './client';
import { PageVisitor } from './page-visitor';
import type { RawAnswer } from './raw-http';
import { sessionOf } from './sign-in';

export const singleSignOnFields = 'issuer clientId hasClientSecret domains isRequired redirectUrl signInUrl changedAt';

export const setSingleSignOn = `mutation ($input: SingleSignOnInput) { setSingleSignOn(input: $input) { ${singleSignOnFields} } }`;

/** Sets up single sign-on as the owner. Returns the settings. */
export const setUp = async (owner: TestClient, input: object | null): Promise<Data> =>
  (await owner.data(setSingleSignOn, { input })).setSingleSignOn;

/** Opens the sign-in page of an organization and presses the button of its provider. */
export async function signInWithProvider(
  { slug, url, returnTo }: { slug: string; url: string; returnTo?: string },
  visitor = new PageVisitor(),
  isEnd?: (next: string) => boolean,
): Promise<{ answer: RawAnswer; session: string; visitor: PageVisitor }> {
  const start = `${url}/sign-in?organization=${slug}${returnTo === undefined ? '' : `&returnTo=${encodeURIComponent(returnTo)}`}`;
  const answer = await visitor.press(start, await visitor.open(start), `(${slug})`, isEnd);
  return { answer, session: visitor.cookies.get(new URL(url).host)?.get('tallyport') ?? sessionOf(answer), visitor };
}
