import { ActionIcon, Tooltip } from '@mantine/core';
import { IconUnlink } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { type Store, useConnectionChanged } from '../../components/use-connection.ts';

/** Takes the place from a store, after saying what that means. */
export function Unmap({ store }: { readonly store: Store }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const [isAsked, setAsked] = useState(false);
  const unmap = useMutation({
    mutationFn: () => engine.stores.unmap({ storeNumber: store.storeNumber }),
    onSuccess: () => setAsked(false),
    onSettled: changed,
  });
  return (
    <>
      <Tooltip label={t('window.stores.unmap')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={() => setAsked(true)}
          aria-label={t('window.stores.unmapOf', { store: store.name })}
        >
          <IconUnlink size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Confirm
        isOpen={isAsked}
        title={t('window.stores.unmapTitle', { store: store.name })}
        action={t('window.stores.unmap')}
        isHarmful
        isPending={unmap.isPending}
        error={unmap.error}
        onConfirm={() => unmap.mutate()}
        onClose={() => setAsked(false)}
      >
        {t('window.stores.unmapAbout')}
      </Confirm>
    </>
  );
}
