import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** Values with their names, which cannot be changed. */
export const Facts = ({ of }: { readonly of: readonly (readonly [name: string, value: ReactNode])[] }): ReactNode => (
  <dl className={styles.facts}>
    {of.map(([name, value]) => (
      <div key={name} className={styles.fact}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
