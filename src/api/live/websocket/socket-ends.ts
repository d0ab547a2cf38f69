import { CloseCode } from 'graphql-ws';
import { because } from '../../../error-reasons';
import { AppError } from '../../../errors';
import { endOfCredential } from '../../../features/auth/ended-credentials';
import { translatedError } from '../../../features/labels/sentences';
import type { Language } from '../../../platform/text/language';
import type { Viewer } from '../../../viewer';
import { tooManyOfUser } from '../connection-limits';

/** Why the server closes a socket, where a person can be the cause. A close frame has room for 123 bytes of text. */
export interface SocketEnd {
  readonly code: number;
  readonly error: AppError;
}

export const socketEnds = {
  /** For a token or session that is not accepted. The graphql-ws client does not retry after it and reports the reason. */
  notSignedIn: {
    code: 4401,
    error: new AppError(
      'UNAUTHENTICATED',
      'The access token is missing, wrong, expired or revoked, or no one is signed in.',
      because('SIGN_IN_REQUIRED'),
    ),
  },
  /**
   * For an open socket whose access token or session has ended. The graphql-ws client reconnects with new
   * connectionParams, which may refresh the token.
   */
  credentialEnded: (viewer: Viewer): SocketEnd => ({ code: 4403, error: endOfCredential(viewer) }),
  tooManyOfUser: (max: number): SocketEnd => ({
    code: CloseCode.TooManyInitialisationRequests,
    error: tooManyOfUser(max),
  }),
  /** "Try again later" of the WebSocket standard. The graphql-ws client never retries after its own server error code. */
  databaseAway: {
    code: 1013,
    error: new AppError('SERVICE_UNAVAILABLE', 'Try again later.', because('SERVER_AWAY')),
  },
} as const satisfies Record<string, SocketEnd | ((parameter: never) => SocketEnd)>;

/** The parameters of a close frame. */
export const closeOf = ({ code, error }: SocketEnd, language: Language): [code: number, reason: string] => [
  code,
  translatedError(error, language).message,
];
