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
  // Viewing comes before editing.
  const options = (Object.keys(labels.Permission) as Permission[])
    .filter(isAllowed)
    .sort((one, other) => one.replace('_VIEW', '').localeCompare(other.replace('_VIEW', '')));
  /** Editing works only together with viewing the same records. */
  const withPairs = (chosen: readonly string[]): Permission[] => {
    const next = new Set(chosen);
    for (const option of options) {
      const edit = option.replace(/_VIEW$/, '_EDIT');
      if (edit === option) continue;
      if (next.has(edit) && !value.some((before) => before === edit)) next.add(option);
      else if (!next.has(option) && value.includes(option)) next.delete(edit);
    }
    return options.filter((option) => next.has(option));
  };
  return (
    <Checkbox.Group
      label={settings.members.permissions}
      description={settings.members.pairs}
      error={error}
      value={[...value]}
      onChange={(chosen) => onChange(withPairs(chosen))}
    >
      <Stack gap="xs" pt="xs">
        {options.map((option) => (
          <Checkbox key={option} value={option} label={labels.Permission[option]} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
