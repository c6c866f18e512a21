/** Översikt: is everything in step? One large number, what needs a person, and the day in a chart. */

import { Alert, Button, Group, Paper, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Status } from '../../../shared/contract/activity.ts';
import type { OurTime } from '../../../shared/words/time.ts';
import { useEngine, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { KeychainClosed } from '../../components/keychain-closed.tsx';
import { Page } from '../../components/page.tsx';
import { Absence } from './absence.tsx';
import { DayCard } from './day-card.tsx';
import { InStep } from './in-step.tsx';
import classes from './overview.module.css';
import { Stocktakes } from './stocktakes.tsx';
import { StoreAges } from './store-ages.tsx';
import { Troubles } from './troubles.tsx';
import { useTraffic } from './use-traffic.ts';
import { WeekCard } from './week-card.tsx';

export function Overview() {
  const { t } = useLanguage();
  const status = useStatus();
  if (status === undefined) return <Skeleton h="100%" />;
  return (
    <Page title={t('window.nav.overview')} about={t('window.overview.about')}>
      <NextStep status={status} />
      <Troubles status={status} />
      <KeychainClosed />
      <Absence absence={status.absence} />
      <Stocktakes status={status} />
      <div className={classes.top}>
        <InStep status={status} />
        <Figures status={status} />
      </div>
      <div className={classes.bottom}>
        <DayCard />
        <StoreAges />
      </div>
      <WeekCard />
      <Feet status={status} />
    </Page>
  );
}

/** What to do first in a shop that is not in step yet, or that another computer looks after. */
function NextStep({ status }: { readonly status: Status }) {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
  if (status.activatedAt === null) {
    return (
      <Alert icon={<IconInfoCircle aria-hidden />} title={t('window.overview.notActivated')} variant="light">
        <Group justify="space-between">
          <Text size="sm">{t('window.overview.notActivatedHow')}</Text>
          <Button component={Link} to="/webshop" data-primary>
            {t('window.overview.openGuide')}
          </Button>
        </Group>
      </Alert>
    );
  }
  if (status.otherComputer !== null) {
    const { name, since } = status.otherComputer;
    return (
      <Alert
        color="violet"
        icon={<IconInfoCircle aria-hidden />}
        title={t('window.overview.readOnly', { computer: name })}
        variant="light"
      >
        <Text size="sm">{t('window.overview.readOnlyHow', { when: formats.moment(since, now) })}</Text>
      </Alert>
    );
  }
  if (status.lastPushAt !== null || status.run !== null || status.articles.inStep > 0) return null;
  return (
    <Alert icon={<IconInfoCircle aria-hidden />} title={t('window.overview.firstSync')} variant="light">
      <Group justify="space-between">
        <Text size="sm" maw={640}>
          {t('window.overview.firstSyncHow')}
        </Text>
        <Button component={Link} to="/sync" data-primary>
          {t('window.sync.plan')}
        </Button>
      </Group>
    </Alert>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: number;
  readonly note: ReactNode;
  readonly tone?: 'needs-you' | undefined;
}

function Figure({ label, value, note, tone }: FigureProps) {
  const { formats } = useLanguage();
  return (
    <Paper withBorder p="md" className={classes.figure}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text className={classes.value} data-tone={tone}>
        {formats.number(value)}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {note}
      </Text>
    </Paper>
  );
}

function Figures({ status }: { readonly status: Status }) {
  const { t, formats } = useLanguage();
  const now = useNow();
  const traffic = useTraffic();
  const { dirtyCells, pendingBookings, unknownBookings, waitingEvents } = status.queue;
  const bookings = pendingBookings + unknownBookings;
  const oldest = traffic?.oldestWaitingAt ?? null;
  return (
    <SimpleGrid cols={2} spacing="sm">
      <Figure
        label={t('window.overview.queue')}
        value={dirtyCells + bookings + waitingEvents}
        note={
          oldest === null
            ? t('window.overview.queueHow', { cells: dirtyCells, bookings, events: waitingEvents })
            : t('window.overview.oldest', { age: formats.since(oldest, now) })
        }
      />
      <Figure
        label={t('window.overview.needsYou')}
        value={status.inboxOpen}
        tone={status.inboxOpen > 0 ? 'needs-you' : undefined}
        note={
          status.inboxOpen === 0 ? (
            t('window.overview.needsYouNone')
          ) : (
            <Link to="/inbox">{t('window.overview.needsYouGo')}</Link>
          )
        }
      />
      <Figure
        label={t('window.overview.ordersToday')}
        value={status.ordersToday}
        note={<WebhookWords status={status} />}
      />
      <Figure
        label={t('window.overview.pushesToday')}
        value={status.pushesToday}
        note={
          status.lastPushAt === null
            ? t('window.top.neverPushed')
            : t('window.top.pushed', { age: formats.since(status.lastPushAt, now) })
        }
      />
    </SimpleGrid>
  );
}

function WebhookWords({ status }: { readonly status: Status }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const seconds = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => engine.activity.settings(undefined, { signal }),
  }).data?.pollSeconds;
  return t(`window.overview.webhooks.${status.webhooks}`, { seconds: seconds ?? 0 });
}

/** How fresh what is shown here is. */
function Feet({ status }: { readonly status: Status }) {
  const { t, formats } = useLanguage();
  const now = useNow();
  const ago = (at: OurTime | null) =>
    at === null ? t('window.overview.never') : t('window.overview.ago', { age: formats.since(at, now) });
  return (
    <Text size="xs" c="dimmed">
      {t('window.overview.seen', {
        easycashier: ago(status.easycashierSeenAt),
        shopify: ago(status.shopifySeenAt),
      })}
    </Text>
  );
}
