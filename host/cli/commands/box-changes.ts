/** `webshop changes` · `webshop undo`: what was done to many boxes at once, and the way back. */
import type { Command } from 'commander';
import { failedText } from '../../../shared/i18n/sentences.ts';
import type { Translator } from '../../../shared/i18n/translate.ts';
import { actorText } from '../../../shared/words/actor-text.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { Shortfall } from '../../failure.ts';
import type { Cli } from '../cli.ts';
import { readPages } from '../pages.ts';
import { countingNumber, rowLimit, type Shell } from './command.ts';

/** Of those that were left, named. */
const NAMED = 10;

async function list(cli: Cli, wanted: number | undefined): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const { items, next } = await cli.use((client) =>
    readPages(rowLimit(wanted, terminal.json, 20), async (after: string | undefined, limit) => {
      const page = await client.articles.webshopChanges({ limit, ...(after === undefined ? {} : { after }) });
      return { items: page.changes, next: page.next };
    }),
  );
  cli.answer({ changes: items, next }, () => {
    if (items.length === 0) return terminal.line(t('cli.boxChangesNone'));
    const now = ourTime(Date.now());
    cli.table(
      [
        { title: t('cli.boxChange') },
        { title: t('column.kind') },
        { title: t('column.time') },
        { title: t('column.webshop') },
        { title: t('cli.boxes'), isNumber: true },
        { title: t('cli.boxesStanding'), isNumber: true },
        { title: t('column.who') },
      ],
      items.map((change) => [
        change.changeId,
        t(change.undoes === null ? 'cli.boxChangeOwn' : 'runKind.undo'),
        formats.instant(change.at, now),
        t(change.on ? 'cli.on' : 'cli.off'),
        formats.number(change.boxes),
        formats.number(change.standing),
        change.by === null ? '' : actorText(change.by),
      ]),
    );
  });
}

async function undo(cli: Cli, changeId: string): Promise<void> {
  const { terminal, translator } = cli;
  const { t } = translator;
  const result = await cli.use((client) => client.articles.undoWebshop({ changeId }));
  const { changed, failed, left } = result;
  cli.answer(result, () => {
    for (const one of failed) {
      const reason = failedText(translator, one);
      terminal.line(t('cli.webshopFailed', { articleNumber: one.articleNumber, reason }));
    }
    terminal.line(t('cli.webshopUndone', { changed }));
    if (left.length === 0) return;
    const named = left.slice(0, NAMED).join(', ');
    terminal.line(t('cli.webshopLeft', { count: left.length, named }));
  });
  if (failed.length === 0) return;
  throw new Shortfall('webshopPartly', t('cli.webshopSomeFailed', { failed: failed.length }), '');
}

export function addBoxChangeCommands(
  webshop: Command,
  { t, open }: { readonly t: Translator['t']; readonly open: Shell['open'] },
): void {
  webshop
    .command('changes')
    .description(t('cli.command.webshopChanges'))
    .option('--limit <n>', t('cli.option.limit'), countingNumber)
    .action(async ({ limit }: { limit?: number }, command: Command) => list(open(command), limit));
  webshop
    .command('undo <change>')
    .description(t('cli.command.webshopUndo'))
    .action(async (changeId: string, _options: object, command: Command) => undo(open(command), changeId));
}
