import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { TallyportError } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import { Link, type RouteComponentProps, useSearch } from 'wouter';
import { useBookings } from '../bookings/use-bookings.js';
import { FullExport } from '../exports/full-export.js';
import { UserDetailsDocument } from '../generated.js';
import { useInvoices } from '../invoices/use-invoices.js';
import { RecordsOfUser } from '../lists/records-page.js';
import { PageHead } from '../parts/page-head.js';
import { Failed, Loading, Notice } from '../parts/states.js';
import { TextLink } from '../parts/text-link.js';
import { useLabels, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import { UserFigures } from './user-figures.js';
import styles from './user-page.module.css';
import { UserProfile } from './user-profile.js';

const sectionNames = ['profile', 'figures', 'bookings', 'invoices'] as const;

/** One user: profile, figures, bookings and invoices. The section is in the address. */
export function UserPage({ params: { id } }: RouteComponentProps<{ id: string }>): ReactNode {
  const tallyport = useTallyport();
  const { can } = useViewer();
  const labels = useLabels();
  const shown = new URLSearchParams(useSearch()).get('show');
  const section = sectionNames.find((name) => name === shown) ?? 'profile';
  const details = useQuery({
    queryKey: ['user', id],
    queryFn: ({ signal }) => tallyport.query(UserDetailsDocument, { id }, { signal }),
  });
  const isNoId = details.error instanceof TallyportError && details.error.code === 'BAD_USER_INPUT';
  if (isNoId || details.data?.user === null)
    return <Notice title={t.user.missing} action={<TextLink href="/users">{t.pages.users}</TextLink>} />;
  if (details.error) return <Failed error={details.error} onRetry={() => void details.refetch()} />;
  if (!details.data) return <Loading rows={8} />;
  const { user, exportColumns } = details.data;
  return (
    <>
      <PageHead
        title={user.displayName}
        {...(can.readUsers.allowed ? { back: { href: '/users', title: t.pages.users } } : {})}
        note={
          <Text c="dimmed">
            {[labels.UserStatus[user.status], labels.Role[user.role], user.email].filter(Boolean).join(' · ')}
          </Text>
        }
      >
        {can.exportAll.allowed && <DataExport user={user} />}
      </PageHead>
      <nav aria-label={user.displayName} className={styles.sections}>
        {sectionNames.map((name) => (
          <Link
            key={name}
            href={name === 'profile' ? `/users/${id}` : `/users/${id}?show=${name}`}
            className={styles.section}
            aria-current={name === section ? 'page' : undefined}
          >
            {t.user.sections[name]}
          </Link>
        ))}
      </nav>
      {section === 'profile' && <UserProfile user={user} columns={exportColumns} />}
      {section === 'figures' && <UserFigures key={id} id={id} />}
      {section === 'bookings' && <Bookings key={id} id={id} />}
      {section === 'invoices' && <Invoices key={id} id={id} />}
    </>
  );
}

const Bookings = ({ id }: { readonly id: string }): ReactNode => (
  <RecordsOfUser userId={id} records={useBookings(id)} />
);

const Invoices = ({ id }: { readonly id: string }): ReactNode => (
  <RecordsOfUser userId={id} records={useInvoices(id)} />
);

/** The owner's export of all data about the user. */
function DataExport({ user }: { readonly user: { readonly id: string; readonly displayName: string } }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        {t.user.dataExport}…
      </Button>
      {isOpen && <FullExport of={user} onClose={() => setOpen(false)} />}
    </>
  );
}
