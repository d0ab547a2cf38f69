import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { TallyportError } from 'tallyport/client';
import { t } from '../texts/index.js';

/** Gray lines in place of the content, for waits of more than 300 ms. */
export function Loading({ rows }: { readonly rows: number }): ReactNode {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Stack p="md" gap="sm" role="status" aria-label={t.states.loading}>
      {isLong && Array.from({ length: rows }, (_unused, row) => <Skeleton key={row} height={22} radius="sm" />)}
    </Stack>
  );
}

/** What went wrong, and a way to try again. */
export function Failed({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }): ReactNode {
  const requestId = error instanceof TallyportError ? error.requestId : null;
  return (
    <Alert color="red" variant="light" title={t.states.failed} role="alert" m="md">
      <Stack gap="xs" align="flex-start">
        <Text size="md">{error.message}</Text>
        {requestId && (
          <Text size="xs" c="dimmed">
            {t.states.requestId(requestId)}
          </Text>
        )}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t.actions.retry}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export const NoPermission = ({ reason }: { readonly reason: string | null }): ReactNode => (
  <Notice title={t.states.noPermission}>
    {reason} {t.states.askOwner}
  </Notice>
);

export const NotFound = (): ReactNode => <Notice title={t.states.notFound} />;

/** A page without rows: why, and what helps. */
export const Notice = ({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode => (
  <Stack align="center" justify="center" gap="xs" p="xl" mih={200} ta="center">
    <Text fw={600}>{title}</Text>
    {children && <Text c="dimmed">{children}</Text>}
    {action && <Group mt="xs">{action}</Group>}
  </Stack>
);
