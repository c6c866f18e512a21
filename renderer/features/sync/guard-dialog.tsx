import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { PlanSummary } from '../../../shared/contract/sync.ts';
import { useLanguage } from '../../base/locale.tsx';

interface GuardDialogProps {
  readonly plan: PlanSummary;
  /** The number to type; null: closed. */
  readonly rows: number | null;
  readonly onClose: () => void;
  readonly onConfirm: (rows: number) => void;
}

/** Many numbers would fall at once: the person types how many, so that nobody presses past it. */
export function GuardDialog({ plan, rows, onClose, onConfirm }: GuardDialogProps) {
  const { t } = useLanguage();
  const [typed, setTyped] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew, typed anew
  useEffect(() => setTyped(''), [rows]);
  const isRight = rows !== null && typed.replaceAll(/\s/g, '') === String(rows);
  return (
    <Modal
      opened={rows !== null}
      onClose={onClose}
      title={<Text fw={650}>{t('window.sync.guardTitle')}</Text>}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      <Stack>
        <Text fw={600}>
          {plan.counts.zeroed > 0 ? t('window.sync.guardZero', { count: plan.counts.zeroed }) : null}
          {plan.guard === null || plan.guard.reason === 'massZero'
            ? null
            : ` ${t(`guard.${plan.guard.reason}`)}`}
        </Text>
        <Text size="sm">{t('window.sync.guardNext')}</Text>
        <TextInput
          data-autofocus
          label={t('window.sync.guardAsk', { rows: String(rows ?? 0) })}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('window.common.cancel')}
          </Button>
          <Button
            data-primary
            color="orange.9"
            disabled={!isRight}
            onClick={() => rows !== null && onConfirm(rows)}
          >
            {t('window.sync.send', { count: plan.writes })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
