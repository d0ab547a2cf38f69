import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { day, instant } from '../format.js';
import type { UserDetailsResult } from '../generated.js';
import type { Labels } from '../labels.js';
import { Facts } from '../parts/facts.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import styles from './user-page.module.css';

type User = NonNullable<UserDetailsResult['user']>;

interface UserProfileProps {
  readonly user: User;
  /** The columns of files, which give the values their names and groups. */
  readonly columns: UserDetailsResult['exportColumns'];
}

/** What is known about a user, in the groups and with the names that files have. */
export function UserProfile({ user, columns }: UserProfileProps): ReactNode {
  const { organization } = useViewer();
  const values = valuesOf(user, useLabels(), organization.timezone);
  const groups = new Map<string, [string, ReactNode][]>();
  for (const { key, title, groupTitle } of columns) {
    const text = textOf(values[key]);
    if (!text) continue;
    const fact: [string, ReactNode] = [title, <span className={styles.value}>{text}</span>];
    groups.set(groupTitle, [...(groups.get(groupTitle) ?? []), fact]);
  }
  return (
    <div className={styles.content} tabIndex={0} role="region" aria-label={user.displayName}>
      <div className={styles.groups}>
        {[...groups].map(([title, facts]) => (
          <div key={title}>
            <Title order={2} mb={8}>
              {title}
            </Title>
            <Facts of={facts} />
          </div>
        ))}
      </div>
    </div>
  );
}

type Value = string | boolean | readonly string[] | null | undefined;

/** The values by the keys of their columns. Most columns have the name of the field. */
function valuesOf(user: User, labels: Labels, timeZone: string): Readonly<Record<string, Value>> {
  const { displayName: _shownAsTitle, planRefs, teamRef, primaryLocationRef, customProperties, ...fields } = user;
  return {
    ...fields,
    status: labels.UserStatus[user.status],
    role: labels.Role[user.role],
    plans: planRefs.map(({ name }) => name),
    team: teamRef?.name,
    primaryLocation: primaryLocationRef?.name,
    dateCreated: day(user.createdAt, timeZone),
    lastLogin: user.lastLoginAt && instant(user.lastLoginAt, timeZone),
    termsAgreedDate: user.termsAgreedAt && day(user.termsAgreedAt, timeZone),
    ...Object.fromEntries(customProperties.map(({ key, value }) => [`custom.${key}`, value])),
  };
}

function textOf(value: Value): string | null {
  if (typeof value === 'boolean') return value ? t.user.yes : t.user.no;
  return value instanceof Array ? value.join(', ') : (value ?? null);
}
