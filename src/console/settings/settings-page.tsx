import { NativeSelect, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { Link, Redirect, type RouteComponentProps, useLocation } from 'wouter';
import { PageHead } from '../parts/page-head.js';
import { Loading, NotFound } from '../parts/states.js';
import { t } from '../texts/index.js';
import { settings } from '../texts/settings.js';
import type { ItemKindName } from './items/item-kinds.js';
import { SettingsGate } from './settings-access.js';
import styles from './settings-page.module.css';

type SectionName = keyof typeof settings.sections;

const items = (kind: ItemKindName): ComponentType =>
  lazy(async () => {
    const { ItemsSection } = await import('./items/items-section.js');
    return { default: () => <ItemsSection of={kind} /> };
  });

const sections: Readonly<Record<SectionName, ComponentType>> = {
  organization: lazy(async () => ({
    default: (await import('./organization/organization-section.js')).OrganizationSection,
  })),
  'single-sign-on': lazy(async () => ({
    default: (await import('./single-sign-on/single-sign-on-section.js')).SingleSignOnSection,
  })),
  locations: items('locations'),
  plans: items('plans'),
  teams: items('teams'),
  'custom-properties': items('custom-properties'),
  members: lazy(async () => ({ default: (await import('./members/members-section.js')).MembersSection })),
  access: lazy(async () => ({ default: (await import('./access/access-section.js')).AccessSection })),
  'audit-log': lazy(async () => ({ default: (await import('./audit/audit-section.js')).AuditSection })),
  browser: lazy(async () => ({ default: (await import('./browser/browser-section.js')).BrowserSection })),
};

const names = Object.keys(sections) as SectionName[];

/** The settings, by section. Each section has an address, and is loaded when it is opened. */
export function SettingsPage({ params: { section } }: RouteComponentProps<{ section?: string }>): ReactNode {
  if (section === undefined) return <Redirect to={`/settings/${names[0]}`} replace />;
  const name = names.find((known) => known === section);
  if (name === undefined) return <NotFound />;
  const Section = sections[name];
  return (
    <>
      <PageHead title={t.pages.settings} />
      <div className={styles.page}>
        <SectionList current={name} />
        <section aria-labelledby="section" className={styles.section}>
          <Title order={2} id="section" mb={12} lh="32px">
            {settings.sections[name]}
          </Title>
          <Suspense fallback={<Loading rows={6} />}>
            <SettingsGate>
              <Section />
            </SettingsGate>
          </Suspense>
        </section>
      </div>
    </>
  );
}

function SectionList({ current }: { readonly current: SectionName }): ReactNode {
  const [, navigate] = useLocation();
  const isNarrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  if (isNarrow)
    return (
      <NativeSelect
        aria-label={settings.choose}
        value={current}
        data={names.map((value) => ({ value, label: settings.sections[value] }))}
        onChange={(event) => navigate(`/settings/${event.currentTarget.value}`)}
      />
    );
  return (
    <nav aria-label={t.pages.settings} className={styles.list}>
      {names.map((name) => (
        <Link
          key={name}
          href={`/settings/${name}`}
          className={styles.link}
          aria-current={name === current ? 'page' : undefined}
        >
          {settings.sections[name]}
        </Link>
      ))}
    </nav>
  );
}
