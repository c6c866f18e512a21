import { Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './guide.module.css';

/** The heading of the page in the middle: it takes the focus, and the page starts at its top. */
export function StepTitle({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <Title order={2} size="h4" ref={heading} tabIndex={-1} className={classes.title}>
      {children}
    </Title>
  );
}
