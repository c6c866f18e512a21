/** Is everything in step? As lines, and as the one line that `run` keeps up to date. Pure. */

import type { Status } from '../../../shared/contract/activity.ts';
import { doneByText, troubleText } from '../../../shared/i18n/sentences.ts';
import type { Translator } from '../../../shared/i18n/translate.ts';
import { msBetween, type OurTime } from '../../../shared/words/time.ts';
import type { Formats } from './formats.ts';

const webhooksKeys = {
  polling: 'cli.status.webhooksPolling',
  ok: 'cli.status.webhooksOk',
  partly: 'cli.status.webhooksPartly',
  unreachable: 'cli.status.webhooksUnreachable',
} as const;

function standingLine(
  { t }: Translator,
  formats: Formats,
  { state, since, heals }: Status['standing'],
  now: OurTime,
): string {
  const words = t(`standing.${state}`);
  const line =
    since === null
      ? t('cli.status.standing', { state: words })
      : t('cli.status.standingSince', { state: words, since: formats.instant(since, now) });
  return state === 'waiting' && heals ? `${line}. ${t('cli.status.heals')}` : line;
}

export function statusLines(
  translator: Translator,
  formats: Formats,
  status: Status,
  now: OurTime,
): string[] {
  const { t } = translator;
  const { queue, articles, run } = status;
  const lines: string[] = [];
  lines.push(standingLine(translator, formats, status.standing, now));
  if (status.practice) lines.push(t('cli.status.practice'));
  if (status.shadow) lines.push(t('cli.status.shadow'));
  if (status.pausedAt !== null)
    lines.push(
      [
        t('cli.status.paused', { since: formats.instant(status.pausedAt, now) }),
        doneByText(translator, status.pausedBy),
      ]
        .filter((part) => part !== '')
        .join(' · '),
    );
  for (const trouble of Object.values(status.troubles)) {
    if (trouble === null) continue;
    const what = troubleText(translator, trouble);
    lines.push(t('cli.status.trouble', { what, since: formats.instant(trouble.since, now) }));
  }
  if (status.notTold !== null) {
    const what = troubleText(translator, status.notTold);
    lines.push(t('cli.status.notTold', { what, at: formats.instant(status.notTold.since, now) }));
  }
  lines.push(
    t('cli.status.company', { company: status.company ?? t('cli.status.notConnected') }),
    t('cli.status.shop', { shop: status.shop ?? t('cli.status.notConnected') }),
    status.activatedAt === null
      ? t('cli.status.notActivated')
      : t('cli.status.activated', { at: formats.instant(status.activatedAt, now) }),
    ...status.stocktakes.map(({ storeNumber, since }) =>
      t('cli.status.stocktake', { store: storeNumber, since: formats.instant(since, now) }),
    ),
    ...(status.otherComputer === null ? [] : [t('cli.status.other', { name: status.otherComputer.name })]),
    t(webhooksKeys[status.webhooks]),
    t('cli.status.articles', articles),
    queue.dirtyCells + queue.pendingBookings + queue.unknownBookings === 0
      ? t('cli.status.quiet')
      : t('cli.status.queue', queue),
    t('cli.status.inbox', { inboxOpen: status.inboxOpen }),
    ...awayLines(translator, status.absence),
    t('cli.status.today', { pushes: status.pushesToday, orders: status.ordersToday }),
    t('cli.status.ages', {
      push: formats.age(status.lastPushAt, now),
      order: formats.age(status.lastOrderAt, now),
    }),
    t('cli.status.seen', {
      easycashier: formats.age(status.easycashierSeenAt, now),
      shopify: formats.age(status.shopifySeenAt, now),
    }),
  );
  if (run !== null) {
    const args = { run: run.runId, state: t(`runState.${run.state}`), done: run.counts.done ?? 0 };
    lines.push(t('cli.status.run', { ...args, total: run.total }));
  }
  return lines;
}

/** `Borta 62 h. 7 ordrar hämtade, 23 saldon skickade.` */
function awayLines({ t }: Translator, absence: Status['absence']): string[] {
  if (absence === null) return [];
  const { since, until, orders, pushes } = absence;
  const hours = Math.round(msBetween(since, until) / 3_600_000);
  return [`${t('away.hours', { hours })} ${t('away.orders', { orders })}, ${t('away.pushes', { pushes })}.`];
}

export function liveStatus(translator: Translator, formats: Formats, status: Status, now: OurTime): string {
  const { queue, articles } = status;
  const trouble = Object.values(status.troubles).find((one) => one !== null);
  const live = translator.t('cli.status.live', {
    inStep: articles.inStep,
    outOfStep: articles.outOfStep,
    queue: queue.dirtyCells + queue.pendingBookings + queue.unknownBookings,
    inboxOpen: status.inboxOpen,
    push: formats.age(status.lastPushAt, now),
    order: formats.age(status.lastOrderAt, now),
  });
  return trouble ? `${troubleText(translator, trouble)} · ${live}` : live;
}
