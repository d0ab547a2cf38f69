import { Radio, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Role } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { ChangeDialog } from '../../parts/change-dialog.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { Loading } from '../../parts/states.js';
import { t } from '../../texts/index.js';
import { settings } from '../../texts/settings.js';
import { ChangeRoleDocument, type Member, type Permission } from '../generated.js';
import { PermissionChoice } from '../permission-choice.js';
import { useSettingsAccess } from '../settings-access.js';
import { useFreshMember } from './fresh-member.js';

const texts = settings.members;

interface RoleDialogProps {
  readonly of: Member;
  readonly onClose: () => void;
}

/** Changes the role of a user, and what an admin may do. Reads the user again first. */
export function RoleDialog({ of, onClose }: RoleDialogProps): ReactNode {
  const { member, error } = useFreshMember(of.id);
  if (member) return <RoleForm of={member} onClose={onClose} />;
  return (
    <FormDialog
      title={texts.changeOf(of.displayName)}
      action={settings.save}
      refusal={t.states.loading}
      error={error}
      onConfirm={() => undefined}
      onClose={onClose}
    >
      {!error && <Loading rows={3} />}
    </FormDialog>
  );
}

function RoleForm({ of, onClose }: RoleDialogProps): ReactNode {
  const tallyport = useTallyport();
  const queries = useQueryClient();
  const { labels } = useSettingsAccess();
  const [role, setRole] = useState<Role>(of.role);
  const [permissions, setPermissions] = useState<readonly Permission[]>(of.permissions);
  const isGrantedMore =
    role === 'ADMIN' && (of.role !== role || permissions.some((each) => !of.permissions.includes(each)));
  return (
    <ChangeDialog<'role' | 'permissions'>
      title={texts.changeOf(of.displayName)}
      action={settings.save}
      refusal={of.role === 'OWNER' ? texts.ownerRole : null}
      fields={['role', 'permissions']}
      change={() =>
        tallyport.mutate(ChangeRoleDocument, {
          input: {
            id: of.id,
            permissions: role === 'ADMIN' ? [...permissions] : [],
            ...(role === of.role ? {} : { role }),
            // Confirms the address that is shown below.
            ...(isGrantedMore && of.email !== null && { email: of.email }),
          },
        })
      }
      onChanged={() => queries.invalidateQueries({ queryKey: ['members'] })}
      onClose={onClose}
    >
      {(errors) =>
        of.role === 'OWNER' ? (
          <Text>{texts.ownerRole}</Text>
        ) : (
          <>
            <Radio.Group label={texts.role} error={errors.role} value={role} onChange={(value) => setRole(value)}>
              <Stack gap="xs" pt="xs">
                {(['ADMIN', 'MEMBER'] as const).map((value) => (
                  <Radio key={value} value={value} label={labels.Role[value]} />
                ))}
              </Stack>
            </Radio.Group>
            {role === 'ADMIN' ? (
              <PermissionChoice value={permissions} error={errors.permissions} onChange={setPermissions} />
            ) : (
              <Text c="dimmed">{texts.onlyAdmins}</Text>
            )}
            {isGrantedMore && of.email !== null && <Text>{texts.signsInWith(of.email)}</Text>}
            {role !== of.role && <Text c="var(--warning)">{role === 'ADMIN' ? texts.raised : texts.lowered}</Text>}
          </>
        )
      }
    </ChangeDialog>
  );
}
