/** `buffer`: units of single articles that are held back from the webshop. */
import type { Command } from 'commander';
import { readUnits } from '../../../shared/words/buffer-units.ts';
import { Shortfall, UsageError } from '../../failure.ts';
import type { Client } from '../../load-engine.ts';
import { type BufferRow, readBuffers } from '../buffer-csv.ts';
import type { Cli } from '../cli.ts';
import { readPages } from '../pages.ts';
import type { Shell } from './command.ts';

interface BufferOptions {
  readonly file?: string;
  readonly store?: string;
  readonly preview?: boolean;
  readonly webshop?: boolean;
  readonly search?: string;
}

type Wanted = Parameters<Client['articles']['setBuffers']>[0];
type Changed = Awaited<ReturnType<Client['articles']['setBuffers']>>;

/** At once, as the contract takes them. */
const AT_ONCE = 20_000;
const MOST_SHOWN = 50;

/** @throws UsageError */
function unitsOf(text: string): number | null {
  const units = readUnits(text);
  if (units === undefined) throw new UsageError('cli.usage.badBuffer', { what: text });
  return units;
}

/** Of every article with Webshop ticked, or that answers to a search. @throws UsageError */
function wantedOfAll(words: readonly string[], { file, store, webshop, search }: BufferOptions): Wanted {
  const [text, another] = words;
  if (text === undefined || another !== undefined || file !== undefined)
    throw new UsageError('cli.usage.noBuffer');
  const filter = { ...(webshop ? { webshop } : {}), ...(search === undefined ? {} : { search }) };
  return { every: { ...filter, storeNumber: store ?? null, units: unitsOf(text) } };
}

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
  const units = unitsOf(text);
  return [...new Set(numbers.toReversed())].map((articleNumber) => ({
    articleNumber,
    storeNumber: store ?? null,
    units,
  }));
}

function inParts(rows: readonly BufferRow[]): Wanted[] {
  const parts: Wanted[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE)
    parts.push({ buffers: rows.slice(from, from + AT_ONCE) });
  return parts;
}

/** What will be sent is said before it is done. */
async function change(cli: Cli, wants: readonly Wanted[], isPreview: boolean): Promise<void> {
  const { translator, terminal } = cli;
  const { t } = translator;
  const all = async (ask: (part: Wanted) => Promise<Changed>) => {
    const sum: Changed = { changed: 0, unchanged: 0, unknown: [], moving: 0, sent: 0, moves: [] };
    for (const want of wants) {
      const part = await ask(want);
      sum.changed += part.changed;
      sum.unchanged += part.unchanged;
      sum.moving += part.moving;
      sum.sent += part.sent;
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

function writePreview(
  { formats, table, terminal, translator: { t } }: Cli,
  { moves, moving, sent }: Changed,
): void {
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
  terminal.line(t('cli.buffersMove', { count: sent }));
  if (sent < moving) terminal.line(t('cli.buffersLater', { count: moving - sent }));
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
    .option('--webshop', t('cli.option.bufferWebshop'))
    .option('--search <text>', t('cli.option.search'))
    .option('--preview', t('cli.option.preview'))
    .action(async (words: string[], options: BufferOptions, command: Command) => {
      const cli = open(command);
      const isOfAll = options.webshop === true || options.search !== undefined;
      const isPreview = options.preview === true;
      if (isOfAll) await change(cli, [wantedOfAll(words, options)], isPreview);
      else if (words.length === 0 && options.file === undefined) await list(cli);
      else await change(cli, inParts(await wanted(words, options)), isPreview);
    });
}
