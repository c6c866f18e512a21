/** »Synka alla artiklar«: preview, write with progress, receipt, undo. One thing at a time fills the screen. */
import { Button } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useIsMutating, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useEngine, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { Trouble } from '../../components/trouble.tsx';
import { History } from './history.tsx';
import { Preview } from './preview.tsx';
import { Receipt } from './receipt.tsx';
import { RunProgress } from './run-progress.tsx';
import { Working } from './working.tsx';

/** The preview outlives a look at another screen. */
let lastPlanId: string | null = null;

export function Sync() {
  const { t } = useLanguage();
  const engine = useEngine();
  const status = useStatus();
  const [planId, setPlanId] = useState<string | null>(lastPlanId);
  const [receiptId, setReceiptId] = useState<string | null>(null);
  const show = (plan: string | null, receipt: string | null) => {
    lastPlanId = plan;
    setPlanId(plan);
    setReceiptId(receipt);
  };

  const plan = useMutation({
    mutationKey: ['plan'],
    mutationFn: () => engine.sync.plan(),
    onSuccess: (summary) => show(summary.planId, null),
  });
  // Begun on this screen before somebody looked at another.
  const isPlanning = useIsMutating({ mutationKey: ['plan'] }) > 0;

  // A run that was under way and is no longer: its receipt.
  const run = status?.run ?? null;
  const watched = useRef<string | null>(null);
  useEffect(() => {
    if (run !== null) watched.current = run.runId;
    else if (watched.current !== null) {
      show(null, watched.current);
      watched.current = null;
    }
  });

  const held = useQuery({
    queryKey: ['plan', planId],
    queryFn: ({ signal }) => engine.sync.planShow({ planId: planId ?? '', limit: 1 }, { signal }),
    enabled: planId !== null,
    retry: false,
  });
  // Another engine (practice mode left, a fresh ledger) does not know it.
  const isKnown = planId !== null && !held.isError && held.data?.plan.appliedBy == null;

  const start = (variant: 'filled' | 'default', word: 'plan' | 'planAgain') => (
    <Button
      variant={variant}
      leftSection={<IconArrowsExchange size={16} aria-hidden />}
      onClick={() => plan.mutate()}
      loading={isPlanning}
      data-primary={variant === 'filled' || undefined}
    >
      {t(`window.sync.${word}`)}
    </Button>
  );

  const body = () => {
    if (run !== null) return <RunProgress run={run} />;
    if (isPlanning) return <Working />;
    if (receiptId !== null) return <Receipt runId={receiptId} onUndone={(runId) => show(null, runId)} />;
    if (isKnown && held.data)
      return <Preview plan={held.data.plan} onApplied={(runId) => show(null, runId)} />;
    return (
      <Empty icon={IconArrowsExchange} title={t('window.sync.startTitle')} how={t('window.sync.startHow')} />
    );
  };
  const hasPreview = run === null && !isPlanning && (receiptId !== null || isKnown);

  return (
    <Page
      title={t('window.nav.sync')}
      about={t('window.sync.about')}
      actions={run !== null ? null : hasPreview ? start('default', 'planAgain') : start('filled', 'plan')}
    >
      {plan.isError ? <Trouble error={plan.error} onRetry={() => plan.mutate()} /> : null}
      {body()}
      {hasPreview && receiptId === null ? null : (
        <History onOpen={(runId) => show(null, runId)} isQuiet={run !== null || isPlanning} />
      )}
    </Page>
  );
}
