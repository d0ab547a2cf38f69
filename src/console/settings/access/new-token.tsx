import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { CopyText } from '../../parts/copy-text.js';
import { fieldErrors } from '../../parts/field-errors.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { useViewer } from '../../session.js';
import { t } from '../../texts/index.js';
import { settings } from '../../texts/settings.js';
import { dayAfter, isDay, startOfDay } from '../../zone-days.js';
import { CreateTokenDocument, type Permission } from '../generated.js';
import { PermissionChoice } from '../permission-choice.js';
import { useSettingsAccess } from '../settings-access.js';

const texts = settings.access;

/** Days for which a new token works, unless the user chooses another last day. */
const standardDays = 90;

/** Creates an access token of the viewer, and shows it once. */
export function NewToken({ onClose }: { readonly onClose: () => void }): ReactNode {
  const tallyport = useTallyport();
  const queries = useQueryClient();
  const { organization } = useViewer();
  const viewer = useSettingsAccess();
  const [name, setName] = useState('');
  const [lastDay, setLastDay] = useState(() =>
    new Date(Date.now() + standardDays * 86_400_000).toISOString().slice(0, 10),
  );
  const [isLimited, setLimited] = useState(false);
  const [permissions, setPermissions] = useState<readonly Permission[]>([]);
  const create = useMutation({
    mutationFn: () =>
      tallyport.mutate(CreateTokenDocument, {
        input: {
          name,
          expiresAt: startOfDay(dayAfter(lastDay), organization.timezone),
          permissions: isLimited ? [...permissions] : null,
        },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['access'] }),
  });
  if (create.data) return <Created token={create.data.createToken.token} onClose={onClose} />;
  const errors = fieldErrors(create.error, ['name', 'expiresAt', 'permissions']);
  return (
    <FormDialog
      title={texts.create}
      action={texts.createIt}
      refusal={isDay(lastDay) ? null : texts.dayFirst}
      isPending={create.isPending}
      error={errors.other}
      onConfirm={() => create.mutate()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={texts.token}
        description={texts.nameHint}
        maxLength={100}
        value={name}
        error={errors.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={texts.lastDay}
        description={texts.lastDayHint(organization.timezone)}
        value={lastDay}
        error={errors.expiresAt}
        onChange={(event) => setLastDay(event.currentTarget.value)}
      />
      <Radio.Group
        label={texts.scope}
        value={isLimited ? 'some' : 'all'}
        error={isLimited ? undefined : errors.permissions}
        onChange={(value) => setLimited(value === 'some')}
      >
        <Stack gap="xs" pt="xs">
          <Radio value="all" label={texts.scopes.all} />
          <Radio value="some" label={texts.scopes.some} />
        </Stack>
      </Radio.Group>
      {isLimited && (
        <>
          {viewer.permissions.length > 0 && (
            <PermissionChoice
              isAllowed={(permission) => viewer.permissions.includes(permission)}
              value={permissions}
              error={errors.permissions}
              onChange={setPermissions}
            />
          )}
          {permissions.length === 0 && <Text c="dimmed">{texts.noneChosen}</Text>}
        </>
      )}
    </FormDialog>
  );
}

/** The only time that the token can be seen. So only the button closes the dialog. */
const Created = ({ token, onClose }: { readonly token: string; readonly onClose: () => void }): ReactNode => (
  <Modal
    opened
    onClose={onClose}
    title={texts.created}
    closeOnClickOutside={false}
    closeOnEscape={false}
    closeButtonProps={{ 'aria-label': t.actions.close }}
  >
    <Stack gap="md">
      <Text>{texts.once}</Text>
      <CopyText text={token} />
      <Group justify="flex-end">
        <Button onClick={onClose}>{texts.done}</Button>
      </Group>
    </Stack>
  </Modal>
);
