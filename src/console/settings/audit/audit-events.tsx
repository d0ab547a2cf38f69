import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { instant } from '../../format.js';
import { RecordTable } from '../../parts/record-table.js';
import { TextLink } from '../../parts/text-link.js';
import { useViewer } from '../../session.js';
import { settings } from '../../texts/settings.js';
import type { AuditLogResult } from '../generated.js';
import { useSettingsAccess } from '../settings-access.js';
import styles from './audit-events.module.css';

const texts = settings.audit;

type AuditEvent = NonNullable<AuditLogResult['auditEvents']>['nodes'][number];

export function AuditEvents({ of }: { readonly of: readonly AuditEvent[] }): ReactNode {
  const { organization } = useViewer();
  const { labels } = useSettingsAccess();
  const time = (iso: string): string => instant(iso, organization.timezone);
  return (
    <RecordTable
      name={settings.sections['audit-log']}
      heads={[texts.when, texts.who, texts.what, texts.details].map((title) => ({ title }))}
    >
      {of.map((event) => (
        <tr key={event.id}>
          <td data-card="side">
            <span className={styles.time}>{time(event.happenedAt)}</span>
            {event.count > 1 && (
              <Text size="xs" c="dimmed">
                {texts.times(event.count, time(event.lastAt))}
              </Text>
            )}
          </td>
          <td>
            {event.user?.displayName ?? event.username ?? texts.system}
            {event.address && (
              <Text size="xs" c="dimmed">
                {event.address}
              </Text>
            )}
          </td>
          <td>{labels.AuditAction[event.action]}</td>
          <td data-card="wide">
            <div className={styles.details}>{event.details}</div>
            {event.exportId && <TextLink href={`/exports/${event.exportId}`}>{texts.export}</TextLink>}
            {event.importId && <TextLink href={`/imports/${event.importId}`}>{texts.import}</TextLink>}
          </td>
        </tr>
      ))}
    </RecordTable>
  );
}
