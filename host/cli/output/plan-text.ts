/** Plans and runs in words. Pure. */
import type { PlanSummary, planGroup, RunSummary, rowStates } from '../../../shared/contract/sync.ts';
import type { Translator } from '../../../shared/i18n/translate.ts';
import { actorText } from '../../../shared/words/actor-text.ts';
import type { Formats } from './formats.ts';

type PlanGroup = (typeof planGroup.options)[number];
type RowState = (typeof rowStates)[number];

const groups: readonly PlanGroup[] = ['unchanged', 'raised', 'lowered', 'zeroed', 'skipped'];
const leftStates: readonly RowState[] = ['stale', 'failed', 'pending', 'sent'];

/** `oförändrad 8 · höjs 1 · sänks 2 · blir 0 1 · hoppas över 0` */
function planCounts(translator: Translator, formats: Formats, plan: PlanSummary): string {
  return groups
    .map((group) => `${translator.t(`planGroup.${group}`)} ${formats.number(plan.counts[group])}`)
    .join(' · ');
}

export function planLines(translator: Translator, formats: Formats, plan: PlanSummary): string[] {
  const { t } = translator;
  const args = { plan: plan.planId, writes: plan.writes };
  const lines = [planCounts(translator, formats, plan)];
  if (plan.writes === 0) return [...lines, t('cli.planNothing', args)];
  lines.push(t('cli.planReady', args));
  if (plan.appliedBy !== null) return [...lines, t('cli.planApplied', { run: plan.appliedBy })];
  if (plan.guard !== null) {
    const reason = t(`guard.${plan.guard.reason}`);
    lines.push(t('cli.planGuard', { reason, rowsPlain: String(plan.guard.confirmRows) }));
  }
  return [...lines, t('cli.planApply', { plan: plan.planId })];
}

/** `2 ändrad under tiden, 1 fel`; empty when nothing was left. */
function leftText(translator: Translator, formats: Formats, run: RunSummary): string {
  return leftStates
    .filter((state) => (run.counts[state] ?? 0) > 0)
    .map((state) => `${formats.number(run.counts[state] ?? 0)} ${translator.t(`rowState.${state}`)}`)
    .join(', ');
}

export function runLines(translator: Translator, formats: Formats, run: RunSummary): string[] {
  const { t } = translator;
  const done = run.counts.done ?? 0;
  const state = t(`runState.${run.state}`);
  const first =
    run.state === 'done'
      ? t('cli.runDone', { done, run: run.runId })
      : t('cli.runNotDone', { run: run.runId, state, done, total: run.total });
  const lines = run.by === null ? [first] : [first, t('cli.runBy', { who: actorText(run.by) })];
  const causes = leftText(translator, formats, run);
  if (run.state === 'done' && causes !== '') {
    lines.push(t('cli.runLeft', { left: run.total - done, causes, run: run.runId }));
  }
  const canUndo = run.kind === 'sync' && done > 0 && run.undoneBy === null && run.state !== 'running';
  return canUndo ? [...lines, t('cli.undoHint', { run: run.runId })] : lines;
}
