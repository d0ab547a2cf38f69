import { Tooltip } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './cut-text.module.css';

const listeners = new WeakMap<Element, (isCut: boolean) => void>();

/** One for all texts, because a list has hundreds. It is notified after the layout, so that measuring costs none. */
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) listeners.get(target)?.(target.scrollWidth > target.clientWidth);
});

/** What makes a text readable that its place can cut: pointer and focus show all of it. */
export function useCutText(text: string) {
  /** A span, or a link. */
  const ref = useRef<HTMLAnchorElement>(null);
  const [isCut, setCut] = useState(false);
  const [isRead, setRead] = useState(false);
  useEffect(() => {
    const node = ref.current!;
    listeners.set(node, setCut);
    widths.observe(node);
    return () => widths.unobserve(node);
  }, [text]);
  const read = (): void => setRead(true);
  const leave = (): void => setRead(false);
  return {
    isCut,
    props: { ref, className: styles.cut, onFocus: read, onBlur: leave, onMouseEnter: read, onMouseLeave: leave },
    tooltip: isCut && isRead && (
      <Tooltip opened target={ref} label={text} multiline maw="min(420px, 90vw)" className={styles.whole} />
    ),
  };
}

/** A text on one line. It can be focused if it is cut. */
export function CutText({ children }: { readonly children: string }): ReactNode {
  const { isCut, props, tooltip } = useCutText(children);
  return (
    <>
      <span {...props} tabIndex={isCut ? 0 : undefined}>
        {children}
      </span>
      {tooltip}
    </>
  );
}
