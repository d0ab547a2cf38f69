import { Box, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTallyport } from 'tallyport/react';
import { useLocation, useSearch } from 'wouter';
import { Failed, Loading, Notice } from '../../parts/states.js';
import { UserField } from '../../parts/user-field.js';
import { settings } from '../../texts/settings.js';
import { AccessOfDocument, OwnAccessDocument } from '../generated.js';
import { useSettingsAccess } from '../settings-access.js';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';

const texts = settings.access;

/** The sessions and access tokens of the viewer and, for the owner, of any user. The address contains the user. */
export function AccessSection(): ReactNode {
  const tallyport = useTallyport();
  const { role } = useSettingsAccess();
  const [, navigate] = useLocation();
  const userId = new URLSearchParams(useSearch()).get('user');
  const { data, error, refetch } = useQuery({
    queryKey: ['access', userId],
    queryFn: async ({ signal }) =>
      userId === null
        ? (await tallyport.query(OwnAccessDocument, {}, { signal })).viewer
        : (await tallyport.query(AccessOfDocument, { id: userId }, { signal })).user,
  });
  return (
    <Stack gap="lg">
      {role === 'OWNER' && (
        <Box maw={400}>
          <UserField
            label={texts.of}
            value={userId}
            onChange={(user) => navigate(user ? `/settings/access?user=${user.id}` : '/settings/access')}
          />
          <Text size="sm" c="dimmed" mt={4}>
            {texts.ofHint}
          </Text>
        </Box>
      )}
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <Loading rows={6} />}
      {data === null && <Notice title={texts.unknownUser} />}
      {data?.sessions && <Sessions of={data.sessions} />}
      {data?.tokens && <Tokens of={data.tokens} isOwn={userId === null} />}
    </Stack>
  );
}
