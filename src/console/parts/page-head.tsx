import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './page-head.module.css';
import { TextLink } from './text-link.js';

interface PageHeadProps {
  readonly title: string;
  /** The page that this one belongs to. */
  readonly back?: { readonly href: string; readonly title: string };
  /** Lines below the title. */
  readonly note?: ReactNode;
  /** What is next to the title, such as buttons. */
  readonly children?: ReactNode;
}

/** The top of a page, which stays while its content scrolls. */
export const PageHead = ({ title, back, note, children }: PageHeadProps): ReactNode => (
  <div className={styles.head}>
    {back && <TextLink href={back.href}>{`← ${back.title}`}</TextLink>}
    <div className={styles.line}>
      <Title order={1}>{title}</Title>
      {children}
    </div>
    {note}
  </div>
);
