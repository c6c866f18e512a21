import { ActionIcon, Menu, Modal, Text } from '@mantine/core';
import { IconDots, IconKey, IconRefresh, IconServer, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { tell } from '../../components/tell.ts';
import { useConnectionChanged } from '../../components/use-connection.ts';
import { RelayForm } from './relay-form.tsx';

const acts = [
  { name: 'repair', icon: IconRefresh },
  { name: 'rotate', icon: IconKey },
  { name: 'remove', icon: IconTrash },
] as const;
type Act = (typeof acts)[number]['name'];

/** What is seldom needed: mend, new keys, another relay, remove. Each says what it means first. */
export function WebhookMenu() {
  const { t } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const [asked, setAsked] = useState<Act | 'other' | null>(null);
  const perform = useMutation({
    mutationFn: async (act: Act) => {
      if (act === 'repair') await engine.webhooks.create({});
      if (act === 'rotate') await engine.webhooks.rotate();
      if (act === 'remove') await engine.webhooks.delete();
    },
    onSuccess: (_answer, act) => {
      setAsked(null);
      tell('done', t(`window.guide.webhooks.${act}Done`));
    },
    onSettled: changed,
  });
  const close = () => {
    setAsked(null);
    perform.reset();
  };
  const act = asked === 'other' ? null : asked;
  return (
    <>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="default" size="sm" aria-label={t('window.guide.webhooks.menu')}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {acts.map(({ name, icon: Icon }) => (
            <Menu.Item key={name} leftSection={<Icon size={16} aria-hidden />} onClick={() => setAsked(name)}>
              {t(`window.guide.webhooks.${name}`)}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<IconServer size={16} aria-hidden />} onClick={() => setAsked('other')}>
            {t('window.guide.webhooks.other')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        isOpen={act !== null}
        title={act === null ? '' : t(`window.guide.webhooks.${act}`)}
        action={act === null ? '' : t(`window.guide.webhooks.${act}`)}
        isHarmful={act === 'remove'}
        isPending={perform.isPending}
        error={perform.error}
        onConfirm={() => act !== null && perform.mutate(act)}
        onClose={close}
      >
        {act === null ? null : t(`window.guide.webhooks.${act}About`)}
      </Confirm>
      <Modal
        opened={asked === 'other'}
        onClose={close}
        title={<Text fw={650}>{t('window.guide.webhooks.other')}</Text>}
        closeButtonProps={{ 'aria-label': t('window.common.close') }}
      >
        <RelayForm onDone={close} />
      </Modal>
    </>
  );
}
