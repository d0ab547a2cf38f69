import { Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** The title of a part of a section. */
export const Heading = ({ id, children }: { readonly id: string; readonly children: ReactNode }): ReactNode => (
  <Title order={3} id={id} mb="xs">
    {children}
  </Title>
);
