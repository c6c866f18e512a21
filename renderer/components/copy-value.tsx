import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useLanguage } from '../base/locale.tsx';

/** A small button that copies; it says what. */
export function CopyValue({ value, label }: { readonly value: string; readonly label?: string }) {
  const { t } = useLanguage();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => {
        const words = copied ? t('window.common.copied') : `${t('window.common.copy')} ${label ?? value}`;
        return (
          <Tooltip label={words}>
            <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} aria-label={words}>
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        );
      }}
    </CopyButton>
  );
}
