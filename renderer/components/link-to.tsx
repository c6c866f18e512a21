import { Anchor } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface LinkToProps {
  readonly to: NonNullable<LinkProps['to']>;
  readonly search?: { readonly show: 'unmatched' | 'differing' | 'webshop' };
  readonly children: ReactNode;
}

/** To another screen, in the colours of the window. */
export function LinkTo({ to, search, children }: LinkToProps) {
  return (
    <Anchor
      size="sm"
      underline="always"
      renderRoot={(props) => <Link to={to} {...(search === undefined ? {} : { search })} {...props} />}
    >
      {children}
    </Anchor>
  );
}
