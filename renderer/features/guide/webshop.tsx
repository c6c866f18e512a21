/** Integrationer > Webshop: the vendor's guide in four steps, and afterwards the health of the connection. */
import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconShoppingBag } from '@tabler/icons-react';
import { useState } from 'react';
import { useHost } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Page } from '../../components/page.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { ClickPath, type PathName } from './click-path.tsx';
import { Finish } from './finish.tsx';
import classes from './guide.module.css';
import { Health } from './health.tsx';
import type { Branch } from './shopify-form.tsx';
import { StepActivate } from './step-activate.tsx';
import { StepApp } from './step-app.tsx';
import { StepList } from './step-list.tsx';
import { StepPlaces } from './step-places.tsx';
import { StepWebhooks } from './step-webhooks.tsx';
import { useGuide, type View } from './use-guide.ts';

export function Webshop() {
  const { t } = useLanguage();
  const guide = useGuide();
  const isPractice = useHost()?.practice != null;
  const [chosen, setChosen] = useState<View | null>(null);
  const [branch, setBranch] = useState<Branch>('dashboard');
  // The first look decides where to begin; from then on nobody is moved without asking.
  if (chosen === null && guide.isReady) setChosen(guide.start);
  // Deactivated meanwhile: there is no health to show. It stays at the step when that is done anew.
  if (chosen === 'health' && guide.isReady && !guide.done.activate) setChosen('activate');
  const view = chosen;

  const paths: Partial<Record<View, PathName>> = {
    app: branch,
    places: 'places',
    activate: 'activate',
    webhooks: 'webhooks',
  };
  const path = view === null ? undefined : paths[view];

  return (
    <Page title={t('window.nav.webshop')} about={t('window.guide.about')}>
      {guide.error !== null ? (
        <Trouble error={guide.error} onRetry={guide.refetch} />
      ) : view === null ? (
        <Stack gap="sm">
          <Skeleton h={40} w={200} />
          <Skeleton h={280} />
        </Stack>
      ) : (
        <div className={classes.guide}>
          <div className={classes.columns} data-alone={path === undefined || undefined}>
            <Stack gap="md" className={classes.side}>
              <ShopType />
              <StepList view={view} guide={guide} onOpen={setChosen} />
            </Stack>
            <section className={classes.work} aria-label={t('window.guide.work')}>
              {isPractice && view !== 'health' && view !== 'finish' ? (
                <Text className={classes.practice} component="p">
                  {t('window.guide.practiceNote')}
                </Text>
              ) : null}
              {view === 'health' ? <Health onOpen={setChosen} /> : null}
              {view === 'app' ? (
                <StepApp
                  guide={guide}
                  branch={branch}
                  onBranch={setBranch}
                  onNext={() => setChosen('places')}
                />
              ) : null}
              {view === 'places' ? <StepPlaces guide={guide} onOpen={setChosen} /> : null}
              {view === 'activate' ? <StepActivate guide={guide} onOpen={setChosen} /> : null}
              {view === 'webhooks' ? <StepWebhooks guide={guide} onOpen={setChosen} /> : null}
              {view === 'finish' ? <Finish guide={guide} onOpen={setChosen} /> : null}
            </section>
            {path === undefined ? null : <ClickPath name={path} />}
          </div>
        </div>
      )}
    </Page>
  );
}

/** The type of webshop: Shopify is the one there is. */
function ShopType() {
  const { t } = useLanguage();
  return (
    <Group gap="xs" wrap="nowrap" className={classes.shops}>
      <IconShoppingBag size={20} stroke={1.6} aria-hidden />
      <div>
        <Text size="xs" c="dimmed">
          {t('window.guide.type')}
        </Text>
        <Text size="sm" fw={600}>
          Shopify
        </Text>
      </div>
      <IconCircleCheck size={18} color="var(--state-in-step)" aria-label={t('window.guide.chosen')} />
    </Group>
  );
}
