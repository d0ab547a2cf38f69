import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { ActionButton } from '../../parts/action-button.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { RecordTable } from '../../parts/record-table.js';
import { Failed, Loading } from '../../parts/states.js';
import { UserField } from '../../parts/user-field.js';
import { useLabels } from '../../session.js';
import { settings } from '../../texts/settings.js';
import { type Member, MemberDocument, MembersDocument } from '../generated.js';
import { Refusal, useSettingsAccess } from '../settings-access.js';
import { RoleDialog } from './role-dialog.js';
import { TransferDialog } from './transfer-dialog.js';

const texts = settings.members;

/** The owner and the admins, and what admins may do. */
export function MembersSection(): ReactNode {
  const tallyport = useTallyport();
  const { can } = useSettingsAccess();
  const [changed, setChanged] = useState<Member | null>(null);
  const [dialog, setDialog] = useState<'give' | 'transfer' | null>(null);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['members'],
    queryFn: ({ pageParam, signal }) => tallyport.query(MembersDocument, { after: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ users: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    enabled: can.readUsers.allowed,
  });
  if (!can.readUsers.allowed) return <Refusal of={can.readUsers} />;
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading rows={6} />;
  const members = data.pages.flatMap((page) => page.users.nodes);
  return (
    <Stack gap="sm">
      <Text>{texts.explain}</Text>
      <Refusal of={can.assignRoles} />
      <Group>
        <ActionButton refusal={can.assignRoles.reason} isExplained onClick={() => setDialog('give')}>
          {texts.give}…
        </ActionButton>
        <ActionButton
          variant="default"
          refusal={can.transferOwnership.reason}
          isExplained
          onClick={() => setDialog('transfer')}
        >
          {texts.transfer}…
        </ActionButton>
      </Group>
      <RecordTable
        name={settings.sections.members}
        heads={[texts.user, texts.role, texts.permissions, settings.actions].map((title) => ({ title }))}
      >
        {members.map((member) => (
          <MemberRow key={member.id} of={member} onChange={() => setChanged(member)} />
        ))}
      </RecordTable>
      {hasNextPage && (
        <Group>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {settings.more}
          </Button>
        </Group>
      )}
      {changed && <RoleDialog of={changed} onClose={() => setChanged(null)} />}
      {dialog === 'give' && (
        <ChooseUser
          onClose={() => setDialog(null)}
          onChoose={(member) => {
            setDialog(null);
            setChanged(member);
          }}
        />
      )}
      {dialog === 'transfer' && <TransferDialog onClose={() => setDialog(null)} />}
    </Stack>
  );
}

function MemberRow({ of, onChange }: { readonly of: Member; readonly onChange: () => void }): ReactNode {
  const { can, labels } = useSettingsAccess();
  const { UserStatus } = useLabels();
  const isOwner = of.role === 'OWNER';
  return (
    <tr>
      <td>
        {of.displayName}
        <Text size="xs" c="dimmed">
          {of.email ?? of.username}
        </Text>
        {of.status !== 'ACTIVE' && (
          <Text size="xs" c="var(--warning)">
            {texts.inactive(UserStatus[of.status])}
          </Text>
        )}
      </td>
      <td data-card="side">{labels.Role[of.role]}</td>
      <td data-card="wide">
        {isOwner
          ? texts.allPermissions
          : of.permissions.map((permission) => labels.Permission[permission]).join(', ') || texts.noPermissions}
      </td>
      <td data-card="wide">
        {isOwner ? (
          <Text size="xs" c="dimmed">
            {texts.ownerRole}
          </Text>
        ) : (
          <ActionButton
            size="compact-sm"
            variant="default"
            aria-label={texts.changeOf(of.displayName)}
            refusal={can.assignRoles.reason}
            isExplained
            onClick={onChange}
          >
            {texts.change}…
          </ActionButton>
        )}
      </td>
    </tr>
  );
}

interface ChooseUserProps {
  readonly onChoose: (member: Member) => void;
  readonly onClose: () => void;
}

/** Finds the user who gets a role. */
function ChooseUser({ onChoose, onClose }: ChooseUserProps): ReactNode {
  const tallyport = useTallyport();
  const [id, setId] = useState<string | null>(null);
  const read = useMutation({
    mutationFn: (chosen: string) => tallyport.query(MemberDocument, { id: chosen }),
    onSuccess: ({ user }) => user && onChoose(user),
  });
  return (
    <FormDialog
      title={texts.giveTitle}
      action={texts.next}
      refusal={id === null ? texts.userFirst : null}
      isPending={read.isPending}
      error={read.error}
      onConfirm={() => read.mutate(id!)}
      onClose={onClose}
    >
      <UserField label={texts.user} value={id} onChange={(user) => setId(user?.id ?? null)} />
    </FormDialog>
  );
}
