/** Many articles at once: their box Webshop, or how many of each are held back. */
import { Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useLanguage } from '../../base/locale.tsx';
import { BulkBuffer, type Shown } from './bulk-buffer.tsx';
import { BulkWebshop } from './bulk-webshop.tsx';

interface BulkDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** A change of many boxes is to be taken back. */
  readonly onUndo: (changeId: string) => void;
  /** What the list behind it shows. */
  readonly shown: Shown;
}

type What = 'on' | 'off' | 'buffer';

export function BulkDialog({ isOpen, onClose, onUndo, shown }: BulkDialogProps) {
  const { t } = useLanguage();
  const [what, setWhat] = useState<What>('on');
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      size="lg"
      title={<Text fw={650}>{t('window.articles.bulkTitle')}</Text>}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      <Stack>
        <SegmentedControl
          aria-label={t('window.articles.bulkTitle')}
          value={what}
          onChange={(value) => setWhat(value as What)}
          data={[
            { value: 'on', label: t('window.articles.bulkOn') },
            { value: 'off', label: t('window.articles.bulkOff') },
            { value: 'buffer', label: t('window.articles.bulkBuffer') },
          ]}
        />
        {what === 'buffer' ? (
          <BulkBuffer shown={shown} onClose={onClose} />
        ) : (
          <BulkWebshop on={what === 'on'} onClose={onClose} onUndo={onUndo} />
        )}
      </Stack>
    </Modal>
  );
}
