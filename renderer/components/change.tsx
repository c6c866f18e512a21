import { Text } from '@mantine/core';
import type { LogLine } from '../../shared/contract/activity.ts';
import { changeText } from '../../shared/i18n/sentences.ts';
import { useLanguage } from '../base/locale.tsx';

interface ChangeProps {
  readonly before: number | null;
  readonly after: number | null;
}

/** `14 → 12 (−2)`; unknown is a dash, never 0. */
export function Change({ before, after }: ChangeProps) {
  const { formats } = useLanguage();
  if (before === null && after === null) return <span>–</span>;
  const text = (value: number | null) => (value === null ? '–' : formats.number(value));
  const difference = before !== null && after !== null ? after - before : null;
  return (
    <span className="numbers">
      {text(before)} → <b>{text(after)}</b>
      {difference === null || difference === 0 ? null : (
        <Text component="span" size="xs" c="dimmed">
          {' '}
          ({formats.signed(difference)})
        </Text>
      )}
    </span>
  );
}

/** What a line of the log changed: a number, or a box; nothing where it changed neither. */
export function LineChange({ line }: { readonly line: Pick<LogLine, 'event' | 'before' | 'after'> }) {
  const { translator } = useLanguage();
  if (line.before === null && line.after === null) return null;
  const words = changeText(translator, line);
  if (words === null) return <Change before={line.before} after={line.after} />;
  return (
    <span>
      {words.before} → <b>{words.after}</b>
    </span>
  );
}
