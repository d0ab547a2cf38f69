import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useCutText } from './cut-text.js';
import styles from './text-link.module.css';

/** A link in a text or a table. */
export function TextLink({ href, children }: { readonly href: string; readonly children: string }): ReactNode {
  const { props, tooltip } = useCutText(children);
  return (
    <>
      <Link {...props} href={href} className={`${props.className} ${styles.link}`}>
        {children}
      </Link>
      {tooltip}
    </>
  );
}
