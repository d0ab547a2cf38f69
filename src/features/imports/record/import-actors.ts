import type { CredentialId } from '../../../viewer';
import type { Actor } from '../../auth/account-rights';
import { credentialId, credentialParts, isByLink, isSession } from '../../auth/credentials';
import type { Import, ImportCredential } from './import.entity';

type SignIn = Pick<Actor, 'credential' | 'isFromProvider'>;
export type StoredCredentials = Pick<Import, 'requestCredential' | 'otherCredentials' | 'applyCredential'>;

export const storedCredential = ({ credential, isFromProvider }: SignIn): ImportCredential =>
  isFromProvider ? `${credential} provider` : credential;

function signInOf(stored: ImportCredential): SignIn {
  const [kind, id, provider] = stored.split(' ');
  return { credential: `${kind} ${id}` as Actor['credential'], isFromProvider: provider !== undefined };
}

/** The user with whose rights a worker checks the file. */
export const requesterOf = ({ organizationId, requestedById, requestLimit, requestCredential }: Import): Actor => ({
  organizationId,
  userId: requestedById,
  permissionLimit: requestLimit,
  ...signInOf(requestCredential),
});

/** The user with whose rights a worker applies the plan. */
export const applierOf = (row: Import): Actor =>
  row.appliedById === null
    ? requesterOf(row)
    : {
        organizationId: row.organizationId,
        userId: row.appliedById,
        permissionLimit: row.applyLimit,
        ...signInOf(row.applyCredential),
      };

/** Whether links alone signed in to what had a part in an import: started it, sent its file, mapped its headers, applied it. */
export const isAllByLink = (row: Import): boolean => [requesterOf(row), applierOf(row)].every(isByLink);

/** What had a part in an import: started it, sent its file, mapped its headers, applied it. */
export const credentialsOf = ({
  requestCredential,
  otherCredentials,
  applyCredential,
}: StoredCredentials): CredentialId[] =>
  [requestCredential, ...(otherCredentials ?? []), applyCredential].map((stored) => signInOf(stored).credential);

/** The credentials, of which these keep only their kind: it decides what the import may still do. */
export function withoutIds(
  { requestCredential, otherCredentials, applyCredential }: StoredCredentials,
  ended: readonly CredentialId[],
): StoredCredentials {
  const withoutId = (stored: ImportCredential): ImportCredential => {
    const { credential, isFromProvider } = signInOf(stored);
    if (!ended.includes(credential)) return stored;
    return storedCredential({ credential: credentialId(credentialParts(credential)[0], 0), isFromProvider });
  };
  return {
    requestCredential: withoutId(requestCredential),
    otherCredentials: otherCredentials && otherCredentials.map(withoutId),
    applyCredential: withoutId(applyCredential),
  };
}

/** A later step in a better session does not vouch for what an earlier one has sent. */
const trustOf = (by: SignIn): number => (isByLink(by) ? 2 : isSession(by.credential) ? 1 : 0);

/**
 * The stored limits and credentials of an import after another credential has changed it: the file and the mapping decide what the
 * import does with the rights of its requester.
 */
export function narrowed(
  { requestLimit, requestCredential, otherCredentials }: Import,
  { permissionLimit: limit, ...by }: Pick<Actor, 'permissionLimit' | keyof SignIn>,
): { requestLimit: string | null; requestCredential: string; otherCredentials: string } {
  const both = requestLimit && limit ? requestLimit.filter((each) => limit.includes(each)) : (requestLimit ?? limit);
  const stored = storedCredential(by);
  const kept = trustOf(signInOf(requestCredential)) > trustOf(by) ? stored : requestCredential;
  const all = new Set([...(otherCredentials ?? []), requestCredential, stored]);
  all.delete(kept);
  return {
    requestLimit: both && JSON.stringify(both),
    requestCredential: kept,
    otherCredentials: JSON.stringify([...all]),
  };
}
