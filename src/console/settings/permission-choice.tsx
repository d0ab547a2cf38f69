import { Checkbox, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { settings } from '../texts/settings.js';
import type { Permission } from './generated.js';
import { useSettingsAccess } from './settings-access.js';

interface PermissionChoiceProps {
  readonly isAllowed?: (permission: Permission) => boolean;
  readonly value: readonly Permission[];
  readonly error?: string | undefined;
  readonly onChange: (permissions: Permission[]) => void;
}

/** Some of several permissions. */
export function PermissionChoice({ isAllowed = () => true, value, error, onChange }: PermissionChoiceProps): ReactNode {
  const { labels } = useSettingsAccess();
  const options = (Object.keys(labels.Permission) as Permission[]).filter(isAllowed);
  return (
    <Checkbox.Group
      label={settings.members.permissions}
      description={settings.members.pairs}
      error={error}
      value={[...value]}
      onChange={(chosen) => onChange(options.filter((option) => chosen.includes(option)))}
    >
      <Stack gap="xs" pt="xs">
        {options.map((option) => (
          <Checkbox key={option} value={option} label={labels.Permission[option]} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
