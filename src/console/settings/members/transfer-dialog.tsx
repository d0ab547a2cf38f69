import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { ChangeDialog } from '../../parts/change-dialog.js';
import { type FoundUser, UserField } from '../../parts/user-field.js';
import { useViewer } from '../../session.js';
import { settings } from '../../texts/settings.js';
import { TransferOwnershipDocument } from '../generated.js';
import { useFreshMember } from './fresh-member.js';

const texts = settings.members;

/** Makes another user the owner. The former owner cannot take it back. */
export function TransferDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const tallyport = useTallyport();
  const queries = useQueryClient();
  const { organization } = useViewer();
  const [owner, setOwner] = useState<FoundUser | null>(null);
  const { member, error } = useFreshMember(owner?.id ?? null);
  const [typed, setTyped] = useState('');
  return (
    <ChangeDialog<'userId'>
      title={texts.transfer}
      action={texts.transfer}
      isLoss
      refusal={
        member === null ? (error?.message ?? texts.userFirst) : typed === organization.name ? null : texts.confirmFirst
      }
      fields={['userId']}
      error={error}
      change={() => tallyport.mutate(TransferOwnershipDocument, { userId: member!.id })}
      onChanged={() => {
        // The viewer may do and see less now, also whether there is this dialog.
        void queries.invalidateQueries();
      }}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <UserField label={texts.transferTo} value={owner?.id ?? null} error={errors.userId} onChange={setOwner} />
          {member && (
            <>
              {member.email !== null && <Text>{texts.signsInWith(member.email)}</Text>}
              {texts.willBeLost(member.displayName).map((sentence) => (
                <Text key={sentence}>{sentence}</Text>
              ))}
              <TextInput
                label={texts.confirm(organization.name)}
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            </>
          )}
        </>
      )}
    </ChangeDialog>
  );
}
