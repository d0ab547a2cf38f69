import type { ReactNode } from 'react';
import styles from './tick-box.module.css';

interface TickBoxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly indeterminate?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** The checkbox of a row. A list makes dozens per second while it scrolls, so it is the browser's own. */
export const TickBox = ({ label, checked, indeterminate = false, onChange }: TickBoxProps): ReactNode => (
  <input
    ref={(element) => void (element && (element.indeterminate = indeterminate))}
    type="checkbox"
    className={styles.box}
    aria-label={label}
    checked={checked}
    onChange={(event) => onChange(event.currentTarget.checked)}
  />
);
