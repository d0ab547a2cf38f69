import type { ReactNode, Ref } from 'react';
import styles from './table-region.module.css';

interface TableRegionProps {
  readonly name: string;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLDivElement>;
  readonly children: ReactNode;
}

/**
 * Where each table is. It scrolls a table that is wider than the page, also by the keyboard, so that the page does not.
 * It is no landmark, because it often has the name of its section.
 */
export const TableRegion = ({ name, className = '', ref, children }: TableRegionProps): ReactNode => (
  <div ref={ref} className={`${styles.region} ${className}`} role="group" aria-label={name} tabIndex={0}>
    {children}
  </div>
);
