import type { ReactNode } from 'react';
import type { UserFilter } from 'tallyport/client';
import { itemOptions, MultiFilter } from '../parts/multi-filter.js';
import { useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { type ListState, oneOf } from './list-state.js';

/** The filters of a list by the users of its records. */
export const userKeys = ['search', 'plan', 'team'] as const;

export type UserKey = (typeof userKeys)[number];

/** Undefined if records of all users match. */
export function usersOf({ search, plan, team }: ListState<UserKey, string>['values']): UserFilter | undefined {
  const filter = {
    ...(search.length > 0 ? { search: oneOf(search) } : {}),
    ...(plan.length > 0 ? { planIds: [...plan] } : {}),
    ...(team.length > 0 ? { teamIds: [...team] } : {}),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}

interface UserFieldsProps {
  readonly values: ListState<UserKey, string>['values'];
  readonly onChange: (changes: Partial<ListState<UserKey, string>['values']>) => void;
}

export function UserFields({ values, onChange }: UserFieldsProps): ReactNode {
  const { organization } = useViewer();
  return (
    <>
      <MultiFilter
        label={t.users.filters.plan}
        options={itemOptions(organization.plans)}
        value={values.plan}
        onChange={(plan) => onChange({ plan })}
      />
      <MultiFilter
        label={t.users.filters.team}
        options={itemOptions(organization.teams)}
        value={values.team}
        onChange={(team) => onChange({ team })}
      />
    </>
  );
}
