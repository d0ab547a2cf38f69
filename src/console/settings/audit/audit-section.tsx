import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTallyport } from 'tallyport/react';
import { useLocation, useSearch } from 'wouter';
import { optionsOf } from '../../labels.js';
import { MultiFilter } from '../../parts/multi-filter.js';
import { Failed, Loading, Notice } from '../../parts/states.js';
import { UserField } from '../../parts/user-field.js';
import { useViewer } from '../../session.js';
import { settings } from '../../texts/settings.js';
import { type AuditAction, AuditLogDocument } from '../generated.js';
import { Refusal, useSettingsAccess } from '../settings-access.js';
import { AuditEvents } from './audit-events.js';
import { type AuditFilter, readFilter, variablesOf, writeFilter } from './audit-filter.js';

const texts = settings.audit;

/** What has happened in the organization, newest first. The address contains the filters. */
export function AuditSection(): ReactNode {
  const { can } = useSettingsAccess();
  return can.readAuditLog.allowed ? <AuditLog /> : <Refusal of={can.readAuditLog} />;
}

function AuditLog(): ReactNode {
  const tallyport = useTallyport();
  const { organization } = useViewer();
  const { labels } = useSettingsAccess();
  const [, navigate] = useLocation();
  const search = useSearch();
  const filter = useMemo(() => readFilter(search, labels.AuditAction), [search, labels]);
  const show = (next: Partial<AuditFilter>): void =>
    navigate(`/settings/audit-log?${writeFilter({ ...filter, ...next })}`, { replace: true });
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['audit log', filter, organization.timezone],
    queryFn: ({ pageParam, signal }) =>
      tallyport.query(
        AuditLogDocument,
        { ...variablesOf(filter, organization.timezone), after: pageParam },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ auditEvents }) => (auditEvents?.pageInfo.hasNextPage ? auditEvents.pageInfo.endCursor : null),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const events = data?.pages.flatMap(({ auditEvents }) => auditEvents?.nodes ?? []);
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <UserField
          isFilter
          label={texts.who}
          value={filter.userId}
          onChange={(user) => show({ userId: user?.id ?? null })}
        />
        <MultiFilter
          label={texts.what}
          options={optionsOf(labels.AuditAction)}
          value={filter.actions}
          onChange={(actions) => show({ actions: actions as AuditAction[] })}
        />
        <TextInput
          type="date"
          size="xs"
          aria-label={texts.from}
          leftSection={texts.from}
          leftSectionWidth={40}
          value={filter.from}
          max={filter.to || undefined}
          onChange={(event) => show({ from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          size="xs"
          aria-label={texts.to}
          leftSection={texts.to}
          leftSectionWidth={40}
          value={filter.to}
          min={filter.from || undefined}
          onChange={(event) => show({ to: event.currentTarget.value })}
        />
        <DetailsFilter value={filter.text} onChange={(text) => show({ text })} />
      </Group>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!events && !error && <Loading rows={8} />}
      {events?.length === 0 && (
        <Notice
          title={texts.empty}
          action={
            <Button variant="default" onClick={() => navigate('/settings/audit-log', { replace: true })}>
              {texts.clear}
            </Button>
          }
        />
      )}
      {events && events.length > 0 && <AuditEvents of={events} />}
      {hasNextPage && (
        <Group>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {settings.more}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface DetailsFilterProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function DetailsFilter({ value, onChange }: DetailsFilterProps): ReactNode {
  const [text, setText] = useState(value);
  const [settled] = useDebouncedValue(text, 250);
  useEffect(() => void (settled !== value && onChange(settled)), [settled]);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      type="search"
      size="xs"
      maxLength={200}
      aria-label={texts.details}
      placeholder={texts.details}
      title={texts.detailsHint}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
