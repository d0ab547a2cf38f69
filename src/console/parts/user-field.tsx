import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { UserSearchDocument, type UserSearchResult } from '../generated.js';
import { t } from '../texts/index.js';
import { Failed } from './states.js';

export type FoundUser = UserSearchResult['users']['nodes'][number];

interface UserFieldProps {
  readonly label: string;
  /** Id of the chosen user. */
  readonly value: string | null;
  readonly onChange: (user: FoundUser | null) => void;
  readonly error?: string | undefined;
  /** Without a visible label, as in a line of filters. */
  readonly isFilter?: boolean;
}

/** Finds a user by a part of the name or address. */
export function UserField({ label, value, onChange, error, isFilter = false }: UserFieldProps): ReactNode {
  const tallyport = useTallyport();
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text, 200);
  // While a user is chosen, the text is the name.
  const filter = value === null ? { search: search.trim() || null } : { ids: [value] };
  const found = useQuery({
    queryKey: ['user search', filter],
    queryFn: ({ signal }) => tallyport.query(UserSearchDocument, { filter }, { signal }),
    placeholderData: keepPreviousData,
  });
  const users = found.data?.users.nodes ?? [];
  return (
    <>
      <Select
        {...(isFilter ? { 'aria-label': label, placeholder: label, size: 'xs' } : { label, placeholder: t.users.find })}
        searchable
        clearable
        data={users.map(({ id, displayName, email }) => ({
          value: id,
          label: email ? `${displayName} (${email})` : displayName,
        }))}
        filter={({ options }) => options}
        value={value}
        error={error}
        onChange={(id) => onChange(users.find((user) => user.id === id) ?? null)}
        searchValue={text}
        onSearchChange={setText}
      />
      {found.error && <Failed error={found.error} onRetry={() => void found.refetch()} />}
    </>
  );
}
