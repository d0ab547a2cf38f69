import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { t } from '../texts/index.js';
import styles from './filters.module.css';

interface FiltersProps {
  /** Number of filters that narrow the list. */
  readonly active: number;
  readonly children: ReactNode;
}

/** The filters above a list. Each narrows it further. On a phone, they are folded. */
export function Filters({ active, children }: FiltersProps): ReactNode {
  const isWide = useMediaQuery('(min-width: 641px)', true, { getInitialValueInEffect: false });
  return (
    <details open={isWide} className={styles.filters}>
      <summary>{t.lists.filters(active)}</summary>
      <div className={styles.fields}>{children}</div>
    </details>
  );
}
