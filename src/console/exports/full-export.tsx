import { Button, Modal, Radio, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { useStartedExports } from '../exporting/started-exports.js';
import { ActionButton } from '../parts/action-button.js';
import { DialogButtons } from '../parts/dialog-buttons.js';
import { Failed } from '../parts/states.js';
import { UserField } from '../parts/user-field.js';
import { t } from '../texts/index.js';

interface FullExportProps {
  /** The user whose data is exported. Without one, the dialog offers a choice. */
  readonly of?: { readonly id: string; readonly displayName: string };
  readonly onClose: () => void;
}

/** Starts the owner's export of all data, of the organization or of one user. */
export function FullExport({ of, onClose }: FullExportProps): ReactNode {
  const tallyport = useTallyport();
  const { add } = useStartedExports();
  const [what, setWhat] = useState(of ? 'user' : 'all');
  const [userId, setUserId] = useState(of?.id ?? null);
  const start = useMutation({
    mutationFn: () =>
      tallyport.startExport({ dataset: 'ORGANIZATION', format: 'ZIP', userId: what === 'user' ? userId : null }),
    onSuccess: ({ id }) => {
      onClose();
      add(id);
    },
  });
  return (
    <Modal opened onClose={onClose} title={t.fullExport.title} closeButtonProps={{ 'aria-label': t.actions.close }}>
      <Stack gap="md">
        {of ? (
          <Text>{t.fullExport.ofUser(of.displayName)}</Text>
        ) : (
          <Radio.Group label={t.fullExport.what} value={what} onChange={setWhat}>
            <Stack gap="xs" pt="xs">
              <Radio value="all" label={t.fullExport.all} />
              <Radio value="user" label={t.fullExport.user} />
            </Stack>
          </Radio.Group>
        )}
        {what === 'user' && !of && (
          <UserField label={t.fullExport.userName} value={userId} onChange={(user) => setUserId(user?.id ?? null)} />
        )}
        {(what === 'all' || of) && <Text>{t.fullExport.enough}</Text>}
        <Text c="dimmed">{t.fullExport.only}</Text>
        {start.error && <Failed error={start.error} />}
        <DialogButtons>
          <Button variant="default" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <ActionButton
            refusal={what === 'user' && userId === null ? t.fullExport.chooseUser : null}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t.fullExport.start}
          </ActionButton>
        </DialogButtons>
      </Stack>
    </Modal>
  );
}
