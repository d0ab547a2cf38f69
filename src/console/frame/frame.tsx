import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { type ReactNode, useEffect } from 'react';
import { useExportActivity } from 'tallyport/react';
import { Link, useLocation } from 'wouter';
import { shownExports, useUnderWay } from '../exporting/started-exports.js';
import { basePath, leaveToSignIn, useViewer } from '../session.js';
import { t } from '../texts/index.js';
import styles from './frame.module.css';
import { Tray } from './tray.js';

interface Page {
  readonly path: string;
  readonly title: string;
  /** Other pages that belong to it. */
  readonly also?: string;
  /** A number next to the title. */
  readonly badge?: () => number;
}

const pages: readonly Page[] = [
  { path: '/users', title: t.pages.users },
  { path: '/exports', title: t.pages.exports, also: '/export-requests', badge: () => useUnderWay() },
  { path: '/imports', title: t.pages.imports },
  { path: '/statistics', title: t.pages.statistics },
  { path: '/explorer', title: t.pages.explorer },
  { path: '/settings', title: t.pages.settings },
];

/** The rail with the pages, which is a bar at the bottom of a phone, and what stays while pages change. */
export function Frame({ children }: { readonly children: ReactNode }): ReactNode {
  const { organization } = useViewer();
  const { online } = useNetwork();
  const { error } = useExportActivity({ first: shownExports });
  useEffect(() => {
    if (error?.code === 'UNAUTHENTICATED') leaveToSignIn();
  }, [error]);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content" onClick={focusContent}>
        {t.frame.skip}
      </a>
      <section className={styles.rail} aria-label={organization.name}>
        <div className={styles.organization}>
          <strong>{organization.name}</strong>
          <span title={t.frame.zone(organization.timezone)}>{organization.timezone}</span>
        </div>
        <nav aria-label={t.frame.navigation} className={styles.pages}>
          {pages.map((page) => (
            <PageLink key={page.path} {...page} />
          ))}
        </nav>
        <Account />
      </section>
      <main id="content" tabIndex={-1} className={styles.content}>
        {!online && (
          <div className={styles.offline} role="status">
            {t.frame.offline}
          </div>
        )}
        {children}
      </main>
      <Tray />
    </div>
  );
}

/** The address of the page keeps its path, which `#content` would replace because of <base>. */
function focusContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('content')!.focus();
}

function PageLink({ path, title, also, badge }: Page): ReactNode {
  const [location] = useLocation();
  const isCurrent = [path, also].some((each) => each && (location === each || location.startsWith(`${each}/`)));
  const count = badge?.() ?? 0;
  return (
    <Link href={path} className={styles.page} aria-current={isCurrent ? 'page' : undefined}>
      {title}
      {count > 0 && <span className={styles.badge}>{count}</span>}
    </Link>
  );
}

function Account(): ReactNode {
  const { user } = useViewer();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" withinPortal>
      <Menu.Target>
        <UnstyledButton className={styles.account}>{user.displayName} ▾</UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {(['light', 'dark', 'auto'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? '✓' : undefined}
          >
            {t.frame.theme[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <form method="post" action={`${basePath}sign-out`}>
          {/* A menu that closes at once removes the form before it is sent. */}
          <Menu.Item component="button" type="submit" closeMenuOnClick={false}>
            {t.frame.signOut}
          </Menu.Item>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
