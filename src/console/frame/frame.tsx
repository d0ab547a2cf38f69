import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useMediaQuery, useNetwork } from '@mantine/hooks';
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
  /** On a phone, in the bar instead of its menu. */
  readonly isMain?: boolean;
}

const pages: readonly Page[] = [
  { path: '/users', title: t.pages.users, isMain: true },
  { path: '/bookings', title: t.pages.bookings, isMain: true },
  { path: '/invoices', title: t.pages.invoices },
  { path: '/statistics', title: t.pages.statistics },
  { path: '/exports', title: t.pages.exports, also: '/export-requests', badge: () => useUnderWay(), isMain: true },
  { path: '/imports', title: t.pages.imports },
  { path: '/explorer', title: t.pages.explorer },
  { path: '/settings', title: t.pages.settings },
];

/** The rail with the pages, which is a bar with a menu at the bottom of a phone, and what stays while pages change. */
export function Frame({ children }: { readonly children: ReactNode }): ReactNode {
  const { organization } = useViewer();
  const { online } = useNetwork();
  const isPhone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
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
          {pages
            .filter(({ isMain }) => isMain || !isPhone)
            .map((page) => (
              <PageLink key={page.path} {...page} />
            ))}
          {isPhone && <More />}
        </nav>
        {!isPhone && <Account />}
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

const isAt = ({ path, also }: Page, location: string): boolean =>
  [path, also].some((each) => each && (location === each || location.startsWith(`${each}/`)));

function PageLink(page: Page): ReactNode {
  const { path, title, badge } = page;
  const [location] = useLocation();
  const isCurrent = isAt(page, location);
  const count = badge?.() ?? 0;
  return (
    <Link href={path} className={styles.page} aria-current={isCurrent ? 'page' : undefined}>
      {title}
      {count > 0 && <span className={styles.badge}>{count}</span>}
    </Link>
  );
}

// In the landmark of the pages, and without a placeholder for the focus, which has no role of a menu.
const menuProps = { withinPortal: false, withInitialFocusPlaceholder: false };

/** On a phone: the pages that have no place in the bar, and the menu of the account. */
function More(): ReactNode {
  const { user } = useViewer();
  const [location] = useLocation();
  const others = pages.filter(({ isMain }) => !isMain);
  const current = others.find((page) => isAt(page, location));
  return (
    <Menu position="top-end" {...menuProps}>
      <Menu.Target>
        <UnstyledButton className={styles.page} data-current={current !== undefined || undefined}>
          {t.frame.more} ▾
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map((page) => (
          <Menu.Item
            key={page.path}
            component={Link}
            href={page.path}
            aria-current={page === current ? 'page' : undefined}
          >
            {page.title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{user.displayName}</Menu.Label>
        <AccountItems />
      </Menu.Dropdown>
    </Menu>
  );
}

function Account(): ReactNode {
  const { user } = useViewer();
  return (
    <Menu position="top-start" {...menuProps}>
      <Menu.Target>
        <UnstyledButton className={styles.account}>{user.displayName} ▾</UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <AccountItems />
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountItems(): ReactNode {
  const { user } = useViewer();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
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
      <form role="none" method="post" action={`${basePath}sign-out`} onSubmit={() => sessionStorage.clear()}>
        {/* Another user may have signed in since, for example in another tab. */}
        <input type="hidden" name="viewer" value={user.id} />
        {/* A menu that closes at once removes the form before it is sent. */}
        <Menu.Item component="button" type="submit" closeMenuOnClick={false}>
          {t.frame.signOut}
        </Menu.Item>
      </form>
    </>
  );
}
