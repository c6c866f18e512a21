import { Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconFlag, IconHeartbeat } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLanguage } from '../../base/locale.tsx';
import classes from './guide.module.css';
import { type Guide, steps, type View } from './use-guide.ts';

interface StepListProps {
  readonly view: View;
  readonly guide: Guide;
  readonly onOpen: (view: View) => void;
}

/** The guide's four steps by name; any can be opened at any time. */
export function StepList({ view, guide, onOpen }: StepListProps) {
  const { t } = useLanguage();
  const entry = (to: View, mark: ReactNode, name: string, state: string, isDone: boolean) => (
    <li key={to}>
      <UnstyledButton
        className={classes.step}
        aria-current={view === to ? 'step' : undefined}
        onClick={() => onOpen(to)}
        data-step={to}
        data-done={isDone || undefined}
      >
        <span className={classes.mark} data-done={isDone || undefined} aria-hidden>
          {mark}
        </span>
        <span>
          <Text
            component="span"
            size="sm"
            fw={view === to ? 650 : 500}
            display="block"
            lh={1.3}
            className={classes.name}
          >
            {name}
          </Text>
          <Text component="span" size="xs" c="dimmed" display="block" lh={1.3} mt={2}>
            {state}
          </Text>
        </span>
      </UnstyledButton>
    </li>
  );
  const stateOf = (step: (typeof steps)[number]) => {
    if (guide.done[step]) return t('window.guide.stepDone');
    return t(step === 'webhooks' ? 'window.guide.stepOptional' : 'window.guide.stepOpen');
  };
  return (
    <nav aria-label={t('window.guide.steps')}>
      <ol className={classes.steps}>
        {guide.done.activate
          ? entry(
              'health',
              <IconHeartbeat size={15} />,
              t('window.guide.health.title'),
              t('window.guide.health.active'),
              true,
            )
          : null}
        {steps.map((step, index) =>
          entry(
            step,
            guide.done[step] ? <IconCheck size={15} stroke={2.4} /> : index + 1,
            t(`window.guide.${step}.name`),
            stateOf(step),
            guide.done[step],
          ),
        )}
        {entry(
          'finish',
          <IconFlag size={14} />,
          t('window.guide.finish.name'),
          t('window.guide.finish.state'),
          false,
        )}
      </ol>
    </nav>
  );
}
