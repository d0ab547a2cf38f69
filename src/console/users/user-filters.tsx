import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { UserStatus } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { TagsDocument } from '../generated.js';
import { optionsOf } from '../labels.js';
import { itemOptions, MultiFilter } from '../parts/multi-filter.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import type { UserListState } from './user-list.js';

/** The filters above the table. Each narrows the list further. */
export function UserFilters({
  state,
  onChange,
}: {
  readonly state: UserListState;
  readonly onChange: (changes: Partial<UserListState>) => void;
}): ReactNode {
  const tallyport = useTallyport();
  const { organization } = useViewer();
  const { UserStatus } = useLabels();
  const tags = useQuery({
    queryKey: ['tags'],
    queryFn: ({ signal }) => tallyport.query(TagsDocument, {}, { signal }),
  });
  const labels = t.users.filters;
  return (
    <Group gap="xs" px="md" pb="xs">
      <MultiFilter
        label={labels.status}
        options={optionsOf(UserStatus)}
        value={state.status}
        onChange={(status) => onChange({ status: status as UserStatus[] })}
      />
      <MultiFilter
        label={labels.plan}
        options={itemOptions(organization.plans)}
        value={state.plan}
        onChange={(plan) => onChange({ plan })}
      />
      <MultiFilter
        label={labels.team}
        options={itemOptions(organization.teams)}
        value={state.team}
        onChange={(team) => onChange({ team })}
      />
      <MultiFilter
        label={labels.location}
        options={itemOptions(organization.locations)}
        value={state.location}
        onChange={(location) => onChange({ location })}
      />
      <MultiFilter
        label={labels.tags}
        options={(tags.data?.lookup.values ?? []).map(({ value }) => ({ value, label: value }))}
        value={state.tag}
        onChange={(tag) => onChange({ tag })}
      />
    </Group>
  );
}
