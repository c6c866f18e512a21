/** `stores` · `stores map|unmap|multiple|stocktake` · `locations`. */

import type { Command } from 'commander';
import { troubleText } from '../../../shared/i18n/sentences.ts';
import { ourTime } from '../../../shared/words/time.ts';
import type { Cli } from '../cli.ts';
import { onOrOff, type Shell } from './command.ts';

async function listStores(cli: Cli): Promise<void> {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const listed = await cli.use((client) => client.stores.list());
  cli.answer(listed, () => {
    const now = ourTime(Date.now());
    cli.table(
      [
        { title: t('column.store') },
        { title: t('column.name') },
        { title: t('column.location') },
        { title: t('logEvent.pushed') },
        { title: t('column.order') },
      ],
      listed.stores.map((store) => [
        store.storeNumber,
        store.name,
        store.locationName ?? store.locationId ?? t('cli.none'),
        formats.age(store.lastPushAt, now),
        formats.age(store.lastOrderAt, now),
      ]),
    );
    terminal.line(t('cli.multiple', { state: t(listed.multipleLocations ? 'cli.on' : 'cli.off') }));
    if (listed.problem !== null) {
      terminal.line(
        t('cli.multipleProblem', { problem: troubleText(translator, { code: listed.problem, args: {} }) }),
      );
    }
  });
}

async function listLocations(cli: Cli): Promise<void> {
  const { t } = cli.translator;
  const listed = await cli.use((client) => client.stores.locations());
  const yesNo = (value: boolean) => t(value ? 'cli.yes' : 'cli.no');
  cli.answer(listed, () =>
    cli.table(
      [
        { title: t('column.location') },
        { title: t('column.name') },
        { title: t('column.active') },
        { title: t('column.online') },
        { title: t('column.store') },
      ],
      listed.locations.map((location) => [
        location.locationId.replace('gid://shopify/Location/', ''),
        location.name,
        yesNo(location.isActive),
        yesNo(location.fulfillsOnlineOrders),
        location.storeNumber ?? t('cli.none'),
      ]),
    ),
  );
}

export function addStoresCommands({ program, translator: { t }, open }: Shell): void {
  const stores = program
    .command('stores')
    .description(t('cli.command.stores'))
    .action(async (_options: object, command: Command) => listStores(open(command)));
  stores
    .command('map <store> <location>')
    .description(t('cli.command.storesMap'))
    .action(async (storeNumber: string, location: string, _options: object, command: Command) => {
      const cli = open(command);
      const store = await cli.use((client) => client.stores.map({ storeNumber, location }));
      cli.answer(store, () => {
        const place = store.locationName ?? store.locationId ?? '';
        cli.terminal.line(t('cli.mapped', { store: store.storeNumber, location: place }));
      });
    });
  stores
    .command('unmap <store>')
    .description(t('cli.command.storesUnmap'))
    .action(async (storeNumber: string, _options: object, command: Command) => {
      const cli = open(command);
      const store = await cli.use((client) => client.stores.unmap({ storeNumber }));
      cli.answer(store, () => cli.terminal.line(t('cli.unmapped', { store: store.storeNumber })));
    });
  stores
    .command('multiple')
    .argument('<on|off>', '', onOrOff)
    .description(t('cli.command.storesMultiple'))
    .action(async (on: boolean, _options: object, command: Command) => {
      const cli = open(command);
      const result = await cli.use((client) => client.stores.setMultipleLocations({ on }));
      cli.answer(result, () =>
        cli.terminal.line(t('cli.multiple', { state: t(result.multipleLocations ? 'cli.on' : 'cli.off') })),
      );
    });
  stores
    .command('stocktake')
    .argument('<store>')
    .argument('<on|off>', '', onOrOff)
    .description(t('cli.command.storesStocktake'))
    .action(async (storeNumber: string, on: boolean, _options: object, command: Command) => {
      const cli = open(command);
      const store = await cli.use((client) => client.stores.setStocktake({ storeNumber, on }));
      cli.answer(store, () =>
        cli.terminal.line(t(`cli.stocktake.${on ? 'on' : 'off'}`, { store: store.storeNumber })),
      );
    });
  program
    .command('locations')
    .description(t('cli.command.locations'))
    .action(async (_options: object, command: Command) => listLocations(open(command)));
}
