import { Badge, Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { instant } from '../../format.js';
import { ChangeDialog } from '../../parts/change-dialog.js';
import { RecordTable } from '../../parts/record-table.js';
import { leaveToSignIn, useViewer } from '../../session.js';
import { settings } from '../../texts/settings.js';
import { RevokeSessionDocument, type SessionItem } from '../generated.js';
import { Heading } from '../heading.js';
import { browserName } from './browser-name.js';

const texts = settings.access;

export function Sessions({ of }: { readonly of: readonly SessionItem[] }): ReactNode {
  const { organization } = useViewer();
  const [ending, setEnding] = useState<SessionItem | null>(null);
  const time = (iso: string): string => instant(iso, organization.timezone);
  return (
    <section aria-labelledby="sessions">
      <Heading id="sessions">{texts.sessions}</Heading>
      {of.length === 0 ? (
        <Text c="dimmed">{texts.noSessions}</Text>
      ) : (
        <RecordTable
          name={texts.sessions}
          heads={[texts.browser, texts.signedIn, texts.lastUsed, texts.ends, settings.actions].map((title) => ({
            title,
          }))}
        >
          {of.map((session) => (
            <tr key={session.id}>
              <td>
                <span title={session.browser ?? undefined}>{browserName(session.browser)}</span>{' '}
                {session.isCurrent && (
                  <Badge size="sm" variant="light" tt="none">
                    {texts.current}
                  </Badge>
                )}
                {session.isFromProvider && (
                  <Text size="xs" c="dimmed">
                    {texts.fromProvider}
                  </Text>
                )}
                {session.address && (
                  <Text size="xs" c="dimmed">
                    {session.address}
                  </Text>
                )}
              </td>
              <td data-label={texts.signedIn}>{time(session.createdAt)}</td>
              <td data-label={texts.lastUsed}>{time(session.lastUsedAt)}</td>
              {/* Also a session that is used ends at last. */}
              <td data-label={texts.ends}>
                {time(session.idleEndsAt < session.expiresAt ? session.idleEndsAt : session.expiresAt)}
              </td>
              <td data-card="side">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={texts.endOf(browserName(session.browser))}
                  onClick={() => setEnding(session)}
                >
                  {texts.end}…
                </Button>
              </td>
            </tr>
          ))}
        </RecordTable>
      )}
      {ending && <EndSession of={ending} onClose={() => setEnding(null)} />}
    </section>
  );
}

function EndSession({ of, onClose }: { readonly of: SessionItem; readonly onClose: () => void }): ReactNode {
  const tallyport = useTallyport();
  const queries = useQueryClient();
  return (
    <ChangeDialog
      title={texts.endTitle}
      action={texts.endTitle}
      isLoss
      change={() => tallyport.mutate(RevokeSessionDocument, { id: of.id })}
      onChanged={() => (of.isCurrent ? leaveToSignIn() : queries.invalidateQueries({ queryKey: ['access'] }))}
      onClose={onClose}
    >
      {() => (
        <Stack gap="xs">
          <Text fw={600}>{browserName(of.browser)}</Text>
          {of.isCurrent && <Text>{texts.endCurrent}</Text>}
          <Text>{texts.endWarning}</Text>
        </Stack>
      )}
    </ChangeDialog>
  );
}
