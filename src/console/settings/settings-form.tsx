import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ActionButton } from '../parts/action-button.js';
import { Failed } from '../parts/states.js';
import { settings } from '../texts/settings.js';

interface SettingsFormProps {
  readonly onSave: () => void;
  readonly isPending: boolean;
  /** Whether the fields show what is stored, after a save. */
  readonly isSaved: boolean;
  /** What the fields do not show. */
  readonly error: Error | null;
  /** Why nothing can be saved, in a sentence. Null if it can. */
  readonly refusal?: string | null;
  readonly isExplained?: boolean;
  readonly children: ReactNode;
}

/** Fields of settings with a button that saves all of them. */
export const SettingsForm = ({
  onSave,
  isPending,
  isSaved,
  error,
  refusal = null,
  isExplained = false,
  children,
}: SettingsFormProps): ReactNode => (
  <form
    onSubmit={(event) => {
      event.preventDefault();
      onSave();
    }}
  >
    <Stack gap="md">
      {children}
      {error && <Failed error={error} />}
      <Group>
        <ActionButton type="submit" refusal={refusal} isExplained={isExplained} loading={isPending}>
          {settings.save}
        </ActionButton>
        {isSaved && <Text role="status">{settings.saved}</Text>}
      </Group>
    </Stack>
  </form>
);
