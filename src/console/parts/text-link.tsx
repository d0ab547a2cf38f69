import type { ReactNode } from 'react';
import { Link } from 'wouter';
import styles from './text-link.module.css';

/** A link in a text or a table. A long name is cut, and complete in its title. */
export const TextLink = ({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode => (
  <Link href={href} className={styles.link} title={typeof children === 'string' ? children : undefined}>
    {children}
  </Link>
);
