import type { ReactNode } from 'react';
import type { ExportRequestState, ExportState, ImportState } from 'tallyport/client';
import styles from './state-word.module.css';

interface StateWordProps {
  readonly state: ExportState | ExportRequestState | ImportState;
  readonly label: string;
}

/** The state of an export, request or import: green when it is done, amber while it waits, red when it has failed. */
export const StateWord = ({ state, label }: StateWordProps): ReactNode => (
  <span className={styles.word} data-state={state}>
    {label}
  </span>
);
