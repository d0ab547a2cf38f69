import { VisuallyHidden } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';

/** Reads a text to screen readers, at most every five seconds. */
export function Spoken({ text }: { readonly text: string }): ReactNode {
  const [spoken, setSpoken] = useState(text);
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const timer = setInterval(() => setSpoken(latest.current), 5000);
    return () => clearInterval(timer);
  }, []);
  return <VisuallyHidden role="status">{spoken}</VisuallyHidden>;
}
