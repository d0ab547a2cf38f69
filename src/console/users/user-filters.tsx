import { Group, MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { UserStatus } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { TagsDocument } from '../generated.js';
import { optionsOf } from '../labels.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import type { UserListState } from './user-list.js';

interface Option {
  readonly value: string;
  readonly label: string;
}

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
  const named = (items: readonly { id: string; name: string }[]): Option[] =>
    items.map(({ id, name }) => ({ value: id, label: name }));
  const labels = t.users.filters;
  return (
    <Group gap="xs" px="md" pb="xs">
      <Filter
        label={labels.status}
        options={optionsOf(UserStatus)}
        value={state.status}
        onChange={(status) => onChange({ status: status as UserStatus[] })}
      />
      <Filter
        label={labels.plan}
        options={named(organization.plans)}
        value={state.plan}
        onChange={(plan) => onChange({ plan })}
      />
      <Filter
        label={labels.team}
        options={named(organization.teams)}
        value={state.team}
        onChange={(team) => onChange({ team })}
      />
      <Filter
        label={labels.location}
        options={named(organization.locations)}
        value={state.location}
        onChange={(location) => onChange({ location })}
      />
      <Filter
        label={labels.tags}
        options={(tags.data?.lookup.values ?? []).map(({ value }) => ({ value, label: value }))}
        value={state.tag}
        onChange={(tag) => onChange({ tag })}
      />
    </Group>
  );
}

const Filter = ({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: Option[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}): ReactNode => (
  <MultiSelect
    size="xs"
    aria-label={label}
    placeholder={value.length === 0 ? label : undefined}
    // A value of the address that no longer exists stays visible, so that it can be removed.
    data={[
      ...options,
      ...value
        .filter((each) => !options.some((option) => option.value === each))
        .map((each) => ({ value: each, label: each })),
    ]}
    value={[...value]}
    onChange={onChange}
    clearable
    searchable
    hidePickedOptions
    maw={260}
    miw={110}
    w={value.length === 0 ? 110 : undefined}
  />
);
