/** `webhooks create` · `webhooks status` · `webhooks delete` · `webhooks rotate` · `webhooks take-over`: step 4 of the guide. */

import type { Command } from 'commander';
import { Refusal } from '../../../engine/refusal.ts';
import { API_VERSION } from '../../../engine/shopify/client.ts';
import type { WebhooksView } from '../../../shared/contract/webhooks.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { requireAddress } from '../../system/environment.ts';
import { ask, askSecret } from '../ask.ts';
import type { Cli } from '../cli.ts';
import type { Shell } from './command.ts';

interface CreateOptions {
  readonly relay?: string;
}

/** From the option, the environment or, at a terminal where nothing is paired yet, by asking. */
async function relayInput(cli: Cli, options: CreateOptions) {
  const { environment, terminal, translator } = cli;
  const given = options.relay ? requireAddress('RELAY_URL', '--relay', options.relay) : environment.RELAY_URL;
  const code = environment.RELAY_PAIRING_CODE;
  if (given !== undefined || code !== undefined || !terminal.canAsk) return { relayUrl: given, code };
  const { relay } = await cli.use((client) => client.webhooks.status());
  if (relay !== null) return { relayUrl: undefined, code: undefined };
  // The tokens are made from the code: of one that is only typed nothing would be left for the next command, and it is good once.
  if (environment.BACKOFFICE_SECRETS === 'env' || environment.BACKOFFICE_SECRETS === 'memory')
    throw new Refusal('badSetting', { name: 'RELAY_PAIRING_CODE', why: 'onlyGiven' });
  const relayUrl = requireAddress('RELAY_URL', '--relay', await ask(translator.t('cli.ask.relayUrl')));
  return { relayUrl, code: await askSecret(translator.t('cli.ask.pairingCode')) };
}

async function create(cli: Cli, options: CreateOptions): Promise<void> {
  const { relayUrl, code } = await relayInput(cli, options);
  const view = await cli.use((client) =>
    client.webhooks.create({
      ...(relayUrl === undefined ? {} : { relayUrl }),
      ...(code === undefined || code === '' ? {} : { pairingCode: code }),
    }),
  );
  tell(cli, view);
}

function tell(cli: Cli, view: WebhooksView): void {
  cli.answer(view, () => {
    for (const line of lines(cli, view)) cli.terminal.line(line);
    if (view.topics.length === 0) return;
    const { t } = cli.translator;
    cli.table(
      [{ title: t('column.topic') }, { title: t('column.state') }, { title: t('column.detail') }],
      view.topics.map(({ topic, state, detail }) => [topic, t(`topic.${state}`), detail ?? '']),
    );
  });
}

function lines({ formats, translator: { t } }: Cli, view: WebhooksView): string[] {
  const now = ourTime(Date.now());
  const { relay, writer, topics } = view;
  const has = (state: WebhooksView['topics'][number]['state']) => topics.some((one) => one.state === state);
  const said = [t(view.ok ? 'cli.webhooksOk' : 'cli.webhooksPolling')];
  if (has('protectedData')) said.push(t('cli.webhooksProtected'));
  if (has('otherVersion')) said.push(t('cli.webhooksVersion', { version: API_VERSION }));
  if (view.leaving !== null) said.push(t('cli.webhooksLeaving', { host: view.leaving }));
  if (relay === null) return [...said, t('cli.webhooksNoRelay')];
  const state = t(relay.reachable ? 'cli.webhooksUp' : 'cli.webhooksDown');
  said.push(t('cli.webhooksRelay', { host: relay.host, state, waiting: relay.waiting ?? '–' }));
  if (writer.from !== null) said.push(t('cli.webhooksTaking', { from: formats.instant(writer.from, now) }));
  else if (writer.isThisComputer) said.push(t('cli.webhooksWriter'));
  else {
    const since = writer.since === null ? '' : formats.instant(writer.since, now);
    said.push(t('cli.webhooksOther', { computer: writer.computer ?? '', since }));
  }
  return said;
}

export function addWebhooksCommands({ program, translator: { t }, open }: Shell): void {
  const webhooks = program.command('webhooks').description(t('cli.command.webhooks'));
  webhooks
    .command('create')
    .description(t('cli.command.webhooksCreate'))
    .option('--relay <address>', t('cli.option.relayUrl'))
    .action(async (options: CreateOptions, command: Command) => create(open(command), options));
  webhooks
    .command('status')
    .description(t('cli.command.webhooksStatus'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      tell(cli, await cli.use((client) => client.webhooks.status()));
    });
  webhooks
    .command('delete')
    .description(t('cli.command.webhooksDelete'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      const { leaving, ...answer } = await cli.use(async (client) => {
        const deleted = await client.webhooks.delete();
        return { ...deleted, leaving: deleted.erased ? null : (await client.webhooks.status()).leaving };
      });
      cli.answer(answer, () => {
        cli.terminal.line(cli.translator.t('cli.webhooksDeleted', { count: answer.deleted }));
        if (leaving !== null) cli.terminal.line(cli.translator.t('cli.webhooksLeaving', { host: leaving }));
      });
    });
  webhooks
    .command('rotate')
    .description(t('cli.command.webhooksRotate'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      tell(cli, await cli.use((client) => client.webhooks.rotate()));
    });
  webhooks
    .command('take-over')
    .description(t('cli.command.webhooksTakeOver'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      tell(cli, await cli.use((client) => client.webhooks.takeOver()));
    });
}
