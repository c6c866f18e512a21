/** `orders` · `inbox` · `inbox resolve`. */

import { type Command, Option } from 'commander';
import { choiceText, doneByText, inboxSentence } from '../../../shared/i18n/sentences.ts';
import { ourTime } from '../../../shared/words/time.ts';
import type { Client } from '../../load-engine.ts';
import type { Cli } from '../cli.ts';
import { readPages } from '../pages.ts';
import { countingNumber, daysOf, rowLimit, type Shell, wholeNumber } from './command.ts';

interface OrderOptions {
  readonly limit?: number;
  readonly since?: string;
  readonly until?: string;
  readonly search?: string;
  readonly store?: string;
}

type Orders = Awaited<ReturnType<Client['orders']['list']>>;

async function listOrders(cli: Cli, options: OrderOptions): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const filter = {
    ...daysOf(options),
    ...(options.search === undefined ? {} : { search: options.search }),
    ...(options.store === undefined ? {} : { storeNumber: options.store }),
  };
  let counts = { total: 0, toBook: 0, booked: 0 };
  const { items, next } = await cli.use((client) =>
    readPages(rowLimit(options.limit, terminal.json), async (after: string | undefined, limit) => {
      const page = await client.orders.list({ ...filter, limit, ...(after === undefined ? {} : { after }) });
      const { total, toBook, booked } = page;
      counts = { total, toBook, booked };
      return { items: page.orders, next: page.next };
    }),
  );
  cli.answer({ orders: items, next, ...counts }, () => {
    if (items.length === 0) return terminal.line(t('cli.ordersEmpty'));
    const now = ourTime(Date.now());
    cli.table(
      [
        { title: t('column.order') },
        { title: t('column.time') },
        { title: t('column.state') },
        { title: t('column.bookings') },
      ],
      items.map((order) => [
        order.name,
        formats.instant(order.createdAt, now),
        t(`order.${order.state}`),
        [...bookedTexts(cli, order), ...unbookedTexts(cli, order)].join('; '),
      ]),
    );
    terminal.line(t('cli.ordersSummary', { ...counts, count: counts.total }));
    if (next !== null) terminal.line(t('cli.more', { more: counts.total - items.length }));
  });
}

function bookedTexts({ formats, translator: { t } }: Cli, { bookings }: Orders['orders'][number]): string[] {
  return bookings.map(({ storeNumber, lines, state }) => {
    const moved = lines.map(({ articleNumber, delta }) => `${articleNumber} ${formats.number(delta)}`);
    const place = `${t('column.store').toLowerCase()} ${storeNumber}`;
    return `${place}: ${moved.join(', ')} (${t(`booking.${state}`)})`;
  });
}

function unbookedTexts({ formats, translator: { t } }: Cli, { lines }: Orders['orders'][number]): string[] {
  return lines.flatMap(({ articleNumber, sku, units, unbooked }) => {
    if (unbooked === null) return [];
    const article = articleNumber ?? sku ?? t('unit.pieces');
    return [
      t('cli.orderUnbooked', { units: formats.number(units), article, why: t(`unbooked.${unbooked}`) }),
    ];
  });
}

async function inbox(cli: Cli, resolved: boolean): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const listed = await cli.use((client) => client.orders.inbox({ resolved }));
  cli.answer(listed, () => {
    if (listed.items.length === 0) return terminal.line(t('cli.inboxEmpty'));
    const now = ourTime(Date.now());
    for (const item of listed.items) {
      terminal.line(
        `${item.inboxId}  ${formats.instant(item.openedAt, now)}  ${t(`inboxKind.${item.kind}`)}`,
      );
      terminal.line(`  ${inboxSentence(translator, item)}`);
      if (item.choice !== null) {
        const answered = t('cli.inboxResolved', { choice: choiceText(translator, item.choice) });
        const by = doneByText(translator, item.by);
        terminal.line(`  ${answered} ${by}`.trimEnd());
        continue;
      }
      for (const choice of item.choices) {
        terminal.line(
          `  – ${choiceText(translator, choice)}: backoffice inbox resolve ${item.inboxId} ${choice}`,
        );
      }
    }
  });
}

interface ResolveOptions {
  readonly alike?: boolean;
  readonly confirm?: number;
}

export function addOrdersCommands({ program, translator: { t }, open }: Shell): void {
  program
    .command('orders')
    .description(t('cli.command.orders'))
    .option('--limit <n>', t('cli.option.limit'), countingNumber)
    .option('--since <date>', t('cli.option.since'))
    .option('--until <date>', t('cli.option.until'))
    .option('--search <text>', t('cli.option.searchOrders'))
    .option('--store <number>', t('cli.option.store'))
    .action(async (options: OrderOptions, command: Command) => listOrders(open(command), options));
  const inboxCommand = program
    .command('inbox')
    .description(t('cli.command.inbox'))
    .option('--resolved', t('cli.option.resolved'))
    .action(async (options: { resolved?: boolean }, command: Command) =>
      inbox(open(command), options.resolved === true),
    );
  inboxCommand
    .command('resolve <id> <choice>')
    .description(t('cli.command.inboxResolve'))
    .option('--alike', t('cli.option.alike'))
    .addOption(new Option('--confirm <rows>', t('cli.option.confirm')).argParser<number>(wholeNumber))
    .action(async (inboxId: string, choice: string, options: ResolveOptions, command: Command) => {
      const cli = open(command);
      const answer = {
        inboxId,
        choice,
        alike: options.alike === true,
        ...(options.confirm === undefined ? {} : { confirmRows: options.confirm }),
      };
      const item = await cli.use((client) => client.orders.resolve(answer));
      cli.answer(item, () =>
        cli.terminal.line(
          t('cli.inboxResolved', { choice: choiceText(cli.translator, item.choice ?? choice) }),
        ),
      );
    });
}
