import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Role } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { labelsOf } from '../labels.js';
import { Failed, Loading } from '../parts/states.js';
import { t } from '../texts/index.js';
import { settings } from '../texts/settings.js';
import {
  type Access,
  type AuditAction,
  type Permission,
  SettingsAccessDocument,
  type SettingsAccessResult,
} from './generated.js';

interface SettingsLabels {
  readonly AuditAction: Readonly<Record<AuditAction, string>>;
  readonly Permission: Readonly<Record<Permission, string>>;
  readonly Role: Readonly<Record<Role, string>>;
}

type SettingsAccess = SettingsAccessResult['viewer'] & { readonly labels: SettingsLabels };

const enums = ['AuditAction', 'Permission', 'Role'] satisfies (keyof SettingsLabels)[];

const Context = createContext<SettingsAccess | null>(null);

/** What the viewer may do in the settings, and the labels that only the settings need. */
export function useSettingsAccess(): SettingsAccess {
  const access = useContext(Context);
  if (!access) throw new Error('Render this component in a SettingsGate.');
  return access;
}

export function SettingsGate({ children }: { readonly children: ReactNode }): ReactNode {
  const tallyport = useTallyport();
  const { data, error, refetch } = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => tallyport.query(SettingsAccessDocument, { enums }, { signal }),
  });
  const access = useMemo(() => data && { ...data.viewer, labels: labelsOf<SettingsLabels>(data.enumLabels) }, [data]);
  if (!access) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading rows={8} />;
  return <Context value={access}>{children}</Context>;
}

/** Why the viewer may not change what is shown, and who can help. Nothing if they may. */
export function Refusal({ of: { allowed, code, reason } }: { readonly of: Access }): ReactNode {
  const { organization } = useSettingsAccess();
  if (allowed) return null;
  const owner = organization.owner?.displayName;
  const help =
    code === 'PERMISSIONS_REQUIRED'
      ? owner
        ? settings.ownerGives(owner)
        : t.states.askOwner
      : code === 'OWNER_ONLY' && owner && settings.ownerDoes(owner);
  return (
    <Text c="dimmed" role="note">
      {reason} {help}
    </Text>
  );
}
