import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { TallyportError } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { SessionDocument, type SessionResult } from './generated.js';
import { Failed, Loading } from './parts/states.js';

export type Viewer = SessionResult['viewer'];

const Session = createContext<Viewer | null>(null);

/** The signed-in user, what the user may do, and the organization. */
export function useViewer(): Viewer {
  const viewer = useContext(Session);
  if (!viewer) throw new Error('Render this component in a SessionGate.');
  return viewer;
}

interface SessionGateProps {
  readonly children: ReactNode;
  /** Shows nothing to visitors, instead of leading them away. */
  readonly isOptional?: boolean;
}

/** Shows its children to signed-in users. Leads others to the page for signing in. */
export function SessionGate({ children, isOptional = false }: SessionGateProps): ReactNode {
  const tallyport = useTallyport();
  const { data, error, refetch } = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => tallyport.query(SessionDocument, {}, { signal }),
    meta: { isOptional },
  });
  if (isOptional && !data) return null;
  if (error instanceof TallyportError && error.code === 'UNAUTHENTICATED') return leaveToSignIn();
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  return (
    <Session.Provider key={data.viewer.user.id} value={data.viewer}>
      {children}
    </Session.Provider>
  );
}

/** The path of the server in the address, such as `/tally/`. */
export const basePath = new URL(document.baseURI).pathname;

export function leaveToSignIn(): null {
  const path = `/${location.pathname.slice(basePath.length)}${location.search}`;
  location.replace(`${basePath}sign-in?returnTo=${encodeURIComponent(path)}`);
  return null;
}
