/** After activation: how the connection is, side by side, and how to switch it off. */

import { Button, Group, Paper, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Trouble } from '../../../shared/contract/activity.ts';
import { needsPerson } from '../../../shared/contract/troubles.ts';
import { troubleText } from '../../../shared/i18n/sentences.ts';
import type { OurTime } from '../../../shared/words/time.ts';
import { useEngine, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import type { Tone } from '../../components/tones.ts';
import { troubleLook } from '../../components/trouble-look.ts';
import { useConnectionChanged } from '../../components/use-connection.ts';
import classes from './guide.module.css';
import { StepTitle } from './step-title.tsx';
import { TakeOver } from './take-over.tsx';
import type { View } from './use-guide.ts';

export function Health({ onOpen }: { readonly onOpen: (view: View) => void }) {
  const { t, formats, translator } = useLanguage();
  const status = useStatus();
  const now = useNow();
  if (status === undefined) return null;
  const { troubles } = status;
  const seen = (at: OurTime | null) =>
    at === null
      ? t('window.guide.health.notRead')
      : t('window.guide.health.read', { age: formats.since(at, now) });
  const side = (trouble: Trouble | null, at: OurTime | null): [Tone, string, string] =>
    trouble === null
      ? ['inStep', t('window.guide.health.answers'), seen(at)]
      : [
          troubleLook(trouble).tone,
          needsPerson(trouble) ? t('window.top.failed') : t('window.guide.health.silent'),
          `${troubleText(translator, trouble)} ${seen(at)}`,
        ];
  const roads: Readonly<Record<typeof status.webhooks, Tone>> = {
    ok: 'inStep',
    polling: 'inStep',
    partly: 'needsYou',
    unreachable: troubles.relay === null ? 'failed' : troubleLook(troubles.relay).tone,
  };
  const orders: [Tone, string, string] = [
    roads[status.webhooks],
    t(`window.guide.health.road.${status.webhooks}`),
    t(`window.guide.health.roadAbout.${status.webhooks}`),
  ];
  return (
    <>
      <StepTitle>{t('window.guide.health.title')}</StepTitle>
      <TakeOver />
      <div className={classes.facts}>
        <Fact
          title="EasyCashier"
          name={status.company}
          fact={side(troubles.easycashier, status.easycashierSeenAt)}
        />
        <Fact title="Shopify" name={status.shop} fact={side(troubles.shopify, status.shopifySeenAt)} />
        <Fact title={t('window.guide.health.orders')} name={null} fact={orders} />
      </div>
      <Group>
        <Button variant="default" onClick={() => onOpen('activate')}>
          {t('window.guide.health.check')}
        </Button>
        <Button variant="default" onClick={() => onOpen('webhooks')}>
          {t('window.guide.health.webhooks')}
        </Button>
        <Deactivate />
      </Group>
    </>
  );
}

interface FactProps {
  readonly title: string;
  readonly name: string | null;
  readonly fact: readonly [Tone, string, string];
}

function Fact({ title, name, fact: [tone, words, about] }: FactProps) {
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {title}
        {name === null ? '' : ` · ${name}`}
      </Text>
      <StateBadge tone={tone} size="large" words={words} />
      <Text size="sm" mt={4} className="numbers">
        {about}
      </Text>
    </Paper>
  );
}

function Deactivate() {
  const { t } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const [isAsked, setAsked] = useState(false);
  const deactivate = useMutation({
    mutationFn: () => engine.connection.deactivate(),
    onSuccess: () => setAsked(false),
    onSettled: changed,
  });
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => setAsked(true)}>
        {t('window.guide.deactivate.button')}
      </Button>
      <Confirm
        isOpen={isAsked}
        title={t('window.guide.deactivate.title')}
        action={t('window.guide.deactivate.button')}
        isHarmful
        isPending={deactivate.isPending}
        error={deactivate.error}
        onConfirm={() => deactivate.mutate()}
        onClose={() => setAsked(false)}
      >
        {t('window.guide.deactivate.about')}
      </Confirm>
    </>
  );
}
