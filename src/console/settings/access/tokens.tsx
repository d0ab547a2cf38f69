import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { day, instant } from '../../format.js';
import { ChangeDialog } from '../../parts/change-dialog.js';
import { RecordTable } from '../../parts/record-table.js';
import { useViewer } from '../../session.js';
import { settings } from '../../texts/settings.js';
import { RevokeTokenDocument, type TokenItem } from '../generated.js';
import { Heading } from '../heading.js';
import { useSettingsAccess } from '../settings-access.js';
import { NewToken } from './new-token.js';

const texts = settings.access;

interface TokensProps {
  readonly of: readonly TokenItem[];
  /** Tokens are created for the viewer only. */
  readonly isOwn: boolean;
}

export function Tokens({ of, isOwn }: TokensProps): ReactNode {
  const { organization } = useViewer();
  const { labels } = useSettingsAccess();
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<TokenItem | null>(null);
  const time = (iso: string): string => instant(iso, organization.timezone);
  return (
    <section aria-labelledby="tokens">
      <Group justify="space-between" align="flex-start" mb="xs">
        <Heading id="tokens">{texts.tokens}</Heading>
        {isOwn && <Button onClick={() => setCreating(true)}>{texts.create}…</Button>}
      </Group>
      <Text c="dimmed" mb="sm">
        {texts.tokensWhy}
      </Text>
      {of.length === 0 ? (
        <Text c="dimmed">{texts.noTokens}</Text>
      ) : (
        <RecordTable
          name={texts.tokens}
          heads={[texts.token, texts.limit, texts.lastUsed, texts.lastDay, settings.actions].map((title) => ({
            title,
          }))}
        >
          {of.map((token) => (
            <tr key={token.id}>
              <td>
                {token.name ?? texts.unnamed}
                {token.isFromProvider && (
                  <Text size="xs" c="dimmed">
                    {texts.fromProvider}
                  </Text>
                )}
                {token.ending && (
                  <Text size="xs" c="dimmed">
                    {texts.ending(token.ending)}
                  </Text>
                )}
              </td>
              <td data-label={texts.limit}>
                {token.permissions === null
                  ? texts.noLimit
                  : token.permissions.map((permission) => labels.Permission[permission]).join(', ') || texts.ownData}
              </td>
              <td data-label={texts.lastUsed}>{token.lastUsedAt ? time(token.lastUsedAt) : texts.neverUsed}</td>
              <td data-label={texts.lastDay}>{lastDayOf(token.expiresAt, organization.timezone)}</td>
              <td data-card="side">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={texts.revokeOf(token.name ?? texts.unnamed)}
                  onClick={() => setRevoking(token)}
                >
                  {texts.revoke}…
                </Button>
              </td>
            </tr>
          ))}
        </RecordTable>
      )}
      {isCreating && <NewToken onClose={() => setCreating(false)} />}
      {revoking && <RevokeToken of={revoking} onClose={() => setRevoking(null)} />}
    </section>
  );
}

/** The last day on which a token works, and until when unless the whole day. */
function lastDayOf(expiresAt: string, timeZone: string): string {
  const last = new Date(Date.parse(expiresAt) - 1).toISOString();
  const isWholeDay = day(last, timeZone) !== day(expiresAt, timeZone);
  return isWholeDay ? day(last, timeZone) : instant(expiresAt, timeZone);
}

function RevokeToken({ of, onClose }: { readonly of: TokenItem; readonly onClose: () => void }): ReactNode {
  const tallyport = useTallyport();
  const queries = useQueryClient();
  return (
    <ChangeDialog
      title={texts.revokeTitle}
      action={texts.revoke}
      isLoss
      change={() => tallyport.mutate(RevokeTokenDocument, { id: of.id })}
      onChanged={() => queries.invalidateQueries({ queryKey: ['access'] })}
      onClose={onClose}
    >
      {() => <Text>{texts.revokeWarning(of.name ?? texts.unnamed)}</Text>}
    </ChangeDialog>
  );
}
