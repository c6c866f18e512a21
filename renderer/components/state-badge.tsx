import classes from './state-badge.module.css';
import { type Tone, tones } from './tones.ts';

interface StateBadgeProps {
  readonly tone: Tone;
  readonly words: string;
  readonly size?: 'small' | 'large';
}

/** A state as icon, word and colour. */
export function StateBadge({ tone, words, size = 'small' }: StateBadgeProps) {
  const { colour, icon: Icon } = tones[tone];
  return (
    <span className={classes.badge} data-size={size} data-tone={tone} style={{ color: colour }}>
      <Icon size={size === 'small' ? 14 : 18} stroke={2} aria-hidden className={classes.icon} />
      <span>{words}</span>
    </span>
  );
}
