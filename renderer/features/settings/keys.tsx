/** Which keys are held and where; set in the guide, taken away here, never shown. */
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useEngine, useHost } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { KeychainClosed } from '../../components/keychain-closed.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { useConnectionChanged, useCredentials } from '../../components/use-connection.ts';
import classes from './settings.module.css';

const sides = ['easycashier', 'shopify', 'relay'] as const;
type Side = (typeof sides)[number];

export function Keys() {
  const { t } = useLanguage();
  const engine = useEngine();
  const navigate = useNavigate();
  const changed = useConnectionChanged();
  const keeper = useHost()?.secrets ?? 'none';
  const credentials = useCredentials();
  const [asked, setAsked] = useState<Side | null>(null);
  const forget = useMutation({
    // Shopify must not go on posting to a relay that nobody empties: that side is taken down as a whole.
    mutationFn: async (side: Side) => {
      if (side === 'relay') await engine.webhooks.delete();
      await engine.connection.forgetCredentials({ side });
    },
    onSuccess: () => setAsked(null),
    onSettled: changed,
  });
  const close = () => {
    setAsked(null);
    forget.reset();
  };
  if (credentials.isError)
    return <Trouble error={credentials.error} onRetry={() => void credentials.refetch()} />;
  if (credentials.data === undefined) return <Skeleton h={110} />;
  const held = credentials.data;
  return (
    <Stack gap="xs">
      {sides.map((side) => (
        <div key={side} className={classes.row} data-side={side}>
          <div>
            <Text size="sm" fw={600}>
              {t(`window.settings.key.${side}`)}
            </Text>
            <StateBadge
              tone={held[side] ? 'inStep' : 'unmatched'}
              words={t(`window.secrets.${held[side] ? keeper : keeper === 'closed' ? 'unread' : 'none'}`)}
            />
          </div>
          <Group gap="xs">
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => void navigate({ to: '/webshop' })}
              aria-label={t(held[side] ? 'window.settings.changeOf' : 'window.settings.addOf', {
                side: t(`window.settings.key.${side}`),
              })}
            >
              {t(held[side] ? 'window.guide.change' : 'window.settings.add')}
            </Button>
            {held[side] && keeper !== 'environment' ? (
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                onClick={() => setAsked(side)}
                aria-label={t('window.settings.forgetOf', { side: t(`window.settings.key.${side}`) })}
              >
                {t('window.settings.forget')}
              </Button>
            ) : null}
          </Group>
        </div>
      ))}
      <KeychainClosed />
      {keeper === 'none' ? <Text size="sm">{t('window.welcome.noKeychainMeans')}</Text> : null}
      <Confirm
        isOpen={asked !== null}
        title={
          asked === null ? '' : t('window.settings.forgetOf', { side: t(`window.settings.key.${asked}`) })
        }
        action={t('window.settings.forget')}
        isHarmful
        isPending={forget.isPending}
        error={forget.error}
        onConfirm={() => asked !== null && forget.mutate(asked)}
        onClose={close}
      >
        {asked === null ? null : t(`window.settings.forgetAbout.${asked}`)}
      </Confirm>
    </Stack>
  );
}
