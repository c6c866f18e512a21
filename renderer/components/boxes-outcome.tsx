/** What became of a change of many boxes »Webshop«: while it goes on, and afterwards with what could not be changed. */
import { Progress, Stack, Text } from '@mantine/core';
import { failedText } from '../../shared/i18n/sentences.ts';
import { useLanguage } from '../base/locale.tsx';
import { useProgress } from '../base/progress.tsx';
import { Trouble } from './trouble.tsx';

/** Of those that failed, named. */
const NAMED = 50;

interface Changed {
  readonly failed: readonly {
    readonly articleNumber: string;
    readonly reason: string;
    readonly near?: string | undefined;
  }[];
}

interface BoxesOutcomeProps<Outcome extends Changed> {
  readonly change: {
    readonly isPending: boolean;
    readonly isError: boolean;
    readonly error: unknown;
    readonly data?: Outcome | undefined;
  };
  /** What was done. */
  readonly done: (outcome: Outcome) => string;
}

export function BoxesOutcome<Outcome extends Changed>({ change, done }: BoxesOutcomeProps<Outcome>) {
  const { t, translator } = useLanguage();
  const progress = useProgress();
  if (change.isPending) {
    const isOurs = progress !== null && progress.runId === null && progress.phase === 'writing';
    const [ready, total] = isOurs ? [progress.done, progress.total] : [0, 0];
    const words = t('window.articles.bulkRunning', { done: ready, total });
    return (
      <div role="status">
        <Text size="sm">{words}</Text>
        <Progress value={total === 0 ? 0 : (100 * ready) / total} aria-label={words} />
      </div>
    );
  }
  if (change.isError) return <Trouble error={change.error} />;
  if (change.data === undefined) return null;
  const { failed } = change.data;
  return (
    <Stack gap={4} role="status">
      <Text size="sm" fw={500}>
        {done(change.data)}
      </Text>
      {failed.length === 0 ? null : (
        <>
          <Text size="sm">{t('window.articles.bulkFailed', { count: failed.length })}</Text>
          {failed.slice(0, NAMED).map((one) => (
            <Text size="xs" key={one.articleNumber}>
              <b>{one.articleNumber}</b> {failedText(translator, one)}
            </Text>
          ))}
        </>
      )}
    </Stack>
  );
}
