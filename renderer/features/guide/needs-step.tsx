import { Alert, Button, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useLanguage } from '../../base/locale.tsx';
import type { StepName, View } from './use-guide.ts';

/** A step that rests on an earlier one says so, and leads there. */
export function NeedsStep({
  step,
  onOpen,
}: {
  readonly step: StepName;
  readonly onOpen: (view: View) => void;
}) {
  const { t } = useLanguage();
  return (
    <Alert variant="light" icon={<IconInfoCircle aria-hidden />}>
      <Text size="sm" mb="xs">
        {t(`window.guide.${step}.needed`)}
      </Text>
      <Button size="xs" variant="default" onClick={() => onOpen(step)}>
        {t('window.guide.goTo', { step: t(`window.guide.${step}.name`) })}
      </Button>
    </Alert>
  );
}
