import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './store-place.module.css';

export interface Said {
  readonly state: 'idle' | 'ok' | 'warning' | 'failed';
  readonly words: string;
}

interface PlaceSaidProps {
  readonly id: string;
  readonly said: Said;
  readonly children?: ReactNode;
}

/** What was understood of a pasted place, under its field. */
export function PlaceSaid({ id, said, children }: PlaceSaidProps) {
  const Icon = said.state === 'ok' ? IconCheck : said.state === 'idle' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes.wide}>
      <div className={classes.understood} data-state={said.state} role="status" id={id}>
        <Icon size={14} aria-hidden />
        <span>{said.words}</span>
      </div>
      <div className={classes.acts}>{children}</div>
    </div>
  );
}
