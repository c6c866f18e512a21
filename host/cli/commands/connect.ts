/** `connect easycashier` · `connect shopify`: what is not given as an option or in the environment is asked for. */

import { UsageError } from '../../failure.ts';
import type { Client } from '../../load-engine.ts';
import { requireAddress } from '../../system/environment.ts';
import { ask, askSecret } from '../ask.ts';
import type { Cli } from '../cli.ts';
import type { Shell } from './command.ts';

type ShopifyInput = Parameters<Client['connection']['connectShopify']>[0];

async function required(
  cli: Cli,
  value: string | undefined,
  question: 'company' | 'username' | 'shop',
  flag: string,
  variable: string,
): Promise<string> {
  const given = value ?? (cli.terminal.canAsk ? await ask(cli.translator.t(`cli.ask.${question}`)) : '');
  if (given.trim() === '') throw new UsageError('cli.usage.missingSetting', { flag, variable });
  return given;
}

interface EasyCashierOptions {
  readonly url?: string;
  readonly company?: string;
  readonly username?: string;
}

async function connectEasyCashier(cli: Cli, options: EasyCashierOptions): Promise<void> {
  const { environment, terminal, translator } = cli;
  const url = options.url
    ? requireAddress('EASYCASHIER_URL', '--url', options.url)
    : environment.EASYCASHIER_URL;
  const company = await required(
    cli,
    options.company ?? environment.EASYCASHIER_COMPANY,
    'company',
    '--company',
    'EASYCASHIER_COMPANY',
  );
  const username = await required(
    cli,
    options.username ?? environment.EASYCASHIER_USERNAME,
    'username',
    '--username',
    'EASYCASHIER_USERNAME',
  );
  const password =
    environment.EASYCASHIER_PASSWORD ??
    (terminal.canAsk ? await askSecret(translator.t('cli.ask.password')) : '');
  if (password === '') throw new UsageError('cli.usage.noPassword');

  const connected = await cli.use((client) =>
    client.connection.connectEasyCashier({ ...(url ? { url } : {}), company, username, password }),
  );
  cli.answer(connected, () => {
    const { articles, stores } = connected;
    terminal.line(translator.t('cli.connectedEasycashier', { articles, stores }));
  });
}

interface ShopifyOptions {
  readonly shop?: string;
  readonly url?: string;
  readonly clientId?: string;
}

async function shopifyKey(cli: Cli, clientIdOption: string | undefined): Promise<Partial<ShopifyInput>> {
  const { environment, terminal, translator } = cli;
  const apiSecret = environment.SHOPIFY_API_SECRET;
  const accessToken = environment.SHOPIFY_ACCESS_TOKEN;
  const clientId = clientIdOption ?? environment.SHOPIFY_CLIENT_ID;
  const clientSecret = environment.SHOPIFY_CLIENT_SECRET;
  if (clientId && clientSecret) return { clientId, clientSecret };
  if (accessToken) return { accessToken, ...(apiSecret ? { apiSecret } : {}) };
  if (!terminal.canAsk) throw new UsageError('cli.usage.noShopifyKey');

  if (!clientId) {
    const token = await askSecret(translator.t('cli.ask.accessToken'));
    if (token !== '') {
      const secret = apiSecret ?? (await askSecret(translator.t('cli.ask.apiSecret')));
      return { accessToken: token, ...(secret === '' ? {} : { apiSecret: secret }) };
    }
  }
  const id = clientId ?? (await ask(translator.t('cli.ask.clientId')));
  const secret = clientSecret ?? (await askSecret(translator.t('cli.ask.clientSecret')));
  if (id === '' || secret === '') throw new UsageError('cli.usage.noShopifyKey');
  return { clientId: id, clientSecret: secret };
}

async function connectShopify(cli: Cli, options: ShopifyOptions): Promise<void> {
  const { environment, terminal, translator } = cli;
  const shop = await required(
    cli,
    options.shop ?? environment.SHOPIFY_SHOP,
    'shop',
    '--shop',
    'SHOPIFY_SHOP',
  );
  const url = options.url ? requireAddress('SHOPIFY_URL', '--url', options.url) : environment.SHOPIFY_URL;
  const key = await shopifyKey(cli, options.clientId);
  const connected = await cli.use((client) =>
    client.connection.connectShopify({ shop, ...(url ? { url } : {}), ...key }),
  );
  cli.answer(connected, () => {
    terminal.line(
      translator.t('cli.connectedShopify', { shop: connected.shop, version: connected.apiVersion }),
    );
    const missing = connected.scopes.filter(({ granted }) => !granted).map(({ scope }) => scope);
    if (missing.length > 0) terminal.line(translator.t('cli.scopeMissing', { scopes: missing.join(', ') }));
  });
}

export function addConnectCommands({ program, translator: { t }, open }: Shell): void {
  const connect = program.command('connect').description(t('cli.command.connect'));
  connect
    .command('easycashier')
    .description(t('cli.command.connectEasycashier'))
    .option('--url <address>', t('cli.option.url'))
    .option('--company <number>', t('cli.option.company'))
    .option('--username <name>', t('cli.option.username'))
    .action(async (options: EasyCashierOptions, command) => connectEasyCashier(open(command), options));
  connect
    .command('shopify')
    .description(t('cli.command.connectShopify'))
    .option('--shop <address>', t('cli.option.shop'))
    .option('--client-id <id>', t('cli.option.clientId'))
    .option('--url <address>', t('cli.option.url'))
    .action(async (options: ShopifyOptions, command) => connectShopify(open(command), options));
}
