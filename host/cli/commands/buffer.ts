/** `buffer`: units of single articles that are held back from the webshop. */
import type { Command } from 'commander';
import { Shortfall, UsageError } from '../../failure.ts';
import type { Client } from '../../load-engine.ts';
import { type BufferRow, readBuffers, readUnits } from '../buffer-csv.ts';
import type { Cli } from '../cli.ts';
import { readPages } from '../pages.ts';
import type { Shell } from './command.ts';

interface BufferOptions {
  readonly file?: string;
  readonly store?: string;
  readonly preview?: boolean;
}

type Changed = Awaited<ReturnType<Client['articles']['setBuffers']>>;

/** At once, as the contract takes them. */
const AT_ONCE = 20_000;
const MOST_SHOWN = 50;

/** The numbers and, last, how many: `200048 200055 1`; or a file. @throws UsageError */
async function wanted(words: readonly string[], { file, store }: BufferOptions): Promise<BufferRow[]> {
  if (file !== undefined) {
    if (words.length > 0) throw new UsageError('cli.usage.noBuffer');
    return (await readBuffers(file)).map((row) => ({
      ...row,
      storeNumber: row.storeNumber ?? store ?? null,
    }));
  }
  const [text = '', ...numbers] = words.toReversed();
  if (numbers.length === 0) throw new UsageError('cli.usage.noBuffer');
  const units = readUnits(text);
  if (units === undefined) throw new UsageError('cli.usage.badBuffer', { what: text });
  return [...new Set(numbers.toReversed())].map((articleNumber) => ({
    articleNumber,
    storeNumber: store ?? null,
    units,
  }));
}

/** What will be sent is said before it is done. */
async function change(cli: Cli, buffers: readonly BufferRow[], isPreview: boolean): Promise<void> {
  const { translator, terminal } = cli;
  const { t } = translator;
  const all = async (ask: (part: { buffers: BufferRow[] }) => Promise<Changed>) => {
    const sum: Changed = { changed: 0, unchanged: 0, unknown: [], moves: [] };
    for (let from = 0; from < buffers.length; from += AT_ONCE) {
      const part = await ask({ buffers: buffers.slice(from, from + AT_ONCE) });
      sum.changed += part.changed;
      sum.unchanged += part.unchanged;
      sum.unknown.push(...part.unknown);
      sum.moves.push(...part.moves);
    }
    return sum;
  };
  const answer = await cli.use(async ({ articles }) => {
    const preview = await all((part) => articles.previewBuffers(part));
    if (!terminal.json) writePreview(cli, preview);
    return isPreview ? preview : all((part) => articles.setBuffers(part));
  });
  cli.answer(answer, () => {
    if (isPreview) return;
    terminal.line(t('cli.buffersChanged', { changed: answer.changed, unchanged: answer.unchanged }));
  });
  if (answer.unknown.length === 0) return;
  const named = answer.unknown.slice(0, 10).join(', ');
  throw new Shortfall('buffersPartly', t('cli.buffersUnknown', { count: answer.unknown.length, named }), '');
}

function writePreview({ formats, table, terminal, translator: { t } }: Cli, { moves }: Changed): void {
  table(
    [
      { title: t('column.article') },
      { title: t('column.name') },
      { title: t('column.store') },
      { title: t('column.easycashier'), isNumber: true },
      { title: t('column.change') },
    ],
    moves
      .slice(0, MOST_SHOWN)
      .map((move) => [
        move.articleNumber,
        move.name,
        move.storeNumber,
        formats.number(move.easycashier),
        formats.change(move.before, move.after),
      ]),
  );
  const sent = moves.filter(({ isSent }) => isSent).length;
  terminal.line(t('cli.buffersMove', { count: sent }));
  if (sent < moves.length) terminal.line(t('cli.buffersLater', { count: moves.length - sent }));
}

async function list(cli: Cli): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const { items } = await cli.use((client) =>
    readPages(Number.POSITIVE_INFINITY, async (after: string | undefined, limit) => {
      const page = await client.articles.buffers({ limit, ...(after === undefined ? {} : { after }) });
      return { items: page.buffers, next: page.next };
    }),
  );
  cli.answer({ buffers: items }, () => {
    if (items.length === 0) return terminal.line(t('cli.buffersNone'));
    cli.table(
      [
        { title: t('column.article') },
        { title: t('column.name') },
        { title: t('column.store') },
        { title: t('setting.buffer'), isNumber: true },
      ],
      items.map((one) => [
        one.articleNumber,
        one.name,
        one.storeNumber ?? t('cli.everyStore'),
        formats.number(one.units),
      ]),
    );
  });
}

export function addBufferCommand({ program, translator: { t }, open }: Shell): void {
  program
    .command('buffer [words...]')
    .usage(`[${t('cli.bufferWords')}] [options]`)
    .description(t('cli.command.buffer'))
    .option('--file <path>', t('cli.option.bufferFile'))
    .option('--store <number>', t('cli.option.bufferStore'))
    .option('--preview', t('cli.option.preview'))
    .action(async (words: string[], options: BufferOptions, command: Command) => {
      const cli = open(command);
      if (words.length === 0 && options.file === undefined) await list(cli);
      else await change(cli, await wanted(words, options), options.preview === true);
    });
}
