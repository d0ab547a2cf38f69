import { useQuery } from '@tanstack/react-query';
import { useTallyport } from 'tallyport/react';
import { settings } from '../../texts/settings.js';
import { type Member, MemberDocument } from '../generated.js';

/**
 * A user as of now, read once for each dialog that opens: lists may be old, and the owner confirms the address that is
 * shown. Null until it is read, and with an error for a user who no longer exists.
 */
export function useFreshMember(id: string | null): { member: Member | null; error: Error | null } {
  const tallyport = useTallyport();
  const { data, error } = useQuery({
    queryKey: ['fresh member', id],
    queryFn: ({ signal }) => tallyport.query(MemberDocument, { id: id! }, { signal }),
    enabled: id !== null,
    staleTime: Infinity,
    gcTime: 0,
  });
  const isGone = data !== undefined && data.user === null;
  return { member: data?.user ?? null, error: isGone ? new Error(settings.members.userGone) : error };
}
