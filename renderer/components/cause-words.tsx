import { Anchor } from '@mantine/core';
import type { LogLine } from '../../shared/contract/activity.ts';
import { doneByText, logCauseText } from '../../shared/i18n/sentences.ts';
import { useLanguage } from '../base/locale.tsx';
import { orderOf } from './order-of.ts';

interface CauseWordsProps {
  readonly line: Pick<LogLine, 'event' | 'cause' | 'reference' | 'by'>;
  /** Leads to Ordrar. */
  readonly onOrder: (name: string) => void;
}

/** Why it happened, and who did it where that is known; an order is a way to everything about it. */
export function CauseWords({ line, onOrder }: CauseWordsProps) {
  const { translator } = useLanguage();
  const words = [logCauseText(translator, line), doneByText(translator, line.by)].filter(Boolean).join(' · ');
  const order = orderOf(line);
  if (order === null) return <span title={words}>{words}</span>;
  return (
    <Anchor
      component="button"
      type="button"
      inherit
      underline="always"
      title={words}
      onClick={() => onOrder(order)}
    >
      {words}
    </Anchor>
  );
}
