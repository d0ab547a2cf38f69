import { type Because, because } from '../../error-reasons';
import { AppError } from '../../errors';
import type { CredentialId, Viewer } from '../../viewer';
import { isSession } from './credentials';

/** What has happened to an access token or session that is not valid, and its reason. */
const endOf = (credential: CredentialId): [what: string, reason: Because] =>
  isSession(credential)
    ? ['The session has ended, or its account is not active.', because('SESSION_ENDED')]
    : ['The access token has expired or was revoked, or its account is not active.', because('TOKEN_ENDED')];

/** Why a live connection of this viewer ends when its access token or session has ended. */
export function endOfCredential({ credential }: Viewer): AppError {
  const [what, reason] = endOf(credential);
  return new AppError('UNAUTHENTICATED', what, reason);
}

/**
 * Why a file is neither sent nor taken. `viewer` is null if the access token or session of the request, or of its link,
 * has ended. Only for a valid link: no one else may learn what became of a credential. `message` is for a viewer.
 */
export function refusedFile(
  viewer: Viewer | null,
  { credential }: { readonly credential: CredentialId },
  message: string,
): AppError {
  if (viewer) return new AppError('FORBIDDEN', message, because('FILE_REFUSED'));
  const [what, reason] = endOf(credential);
  return new AppError('FORBIDDEN', `${what} Sign in again, and ask for a new link.`, reason);
}
