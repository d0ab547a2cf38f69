import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { TallyportError } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { SessionDocument, type SessionResult } from './generated.js';
import { labeledEnums, type Labels, labelsOf } from './labels.js';
import { Failed, Loading } from './parts/states.js';

export type Viewer = SessionResult['viewer'];

const Session = createContext<{ readonly viewer: Viewer; readonly labels: Labels } | null>(null);

/** The signed-in user, what the user may do, and the organization. */
export const useViewer = (): Viewer => useSession().viewer;

/** The number of decimals of the organization's currency. It is not always the one that `Intl` has. */
export const decimalsOf = ({ user }: Viewer): number => user.invoicing?.allTime.decimal.split('.')[1]?.length ?? 0;

export const useLabels = (): Labels => useSession().labels;

function useSession(): { readonly viewer: Viewer; readonly labels: Labels } {
  const session = useContext(Session);
  if (!session) throw new Error('Render this component in a SessionGate.');
  return session;
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
    queryFn: ({ signal }) => tallyport.query(SessionDocument, { enums: [...labeledEnums] }, { signal }),
    meta: { isOptional },
  });
  const session = useMemo(() => data && { viewer: data.viewer, labels: labelsOf(data.enumLabels) }, [data]);
  if (isOptional && !session) return null;
  if (error instanceof TallyportError && error.code === 'UNAUTHENTICATED') return leaveToSignIn();
  if (error && !session) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!session) return <Loading rows={8} />;
  return (
    <Session.Provider key={session.viewer.user.id} value={session}>
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
