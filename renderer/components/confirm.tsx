/** A step with consequences: what it means is said before it is taken. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage } from '../base/locale.tsx';
import { Trouble } from './trouble.tsx';

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly title: string;
  /** What it means for the stock. */
  readonly children: ReactNode;
  /** The button says what it does. */
  readonly action: string;
  readonly isHarmful?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function Confirm(props: ConfirmProps) {
  const { isOpen, title, children, action, isHarmful = false, isPending, error, onConfirm, onClose } = props;
  const { t } = useLanguage();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={<Text fw={650}>{title}</Text>}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      <Stack>
        <Text size="sm" component="div">
          {children}
        </Text>
        {error === null || error === undefined ? null : <Trouble error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('window.common.cancel')}
          </Button>
          <Button
            data-primary
            {...(isHarmful ? { color: 'red.8' } : {})}
            loading={isPending}
            onClick={onConfirm}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
