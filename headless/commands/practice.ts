/** `practice`: the two practice servers, until SIGINT or SIGTERM. Nothing is sent for real. */
import type { Command } from 'commander';
import { Refusal } from '../../engine/refusal.ts';
import type { RunningPractice } from '../../practice/practice.ts';
import type { Cli } from '../cli.ts';
import { untilSignal } from '../signals.ts';
import { countingNumber, type Shell, wholeNumber } from './command.ts';

interface PracticeOptions {
  readonly articles?: number;
  readonly stores?: number;
  readonly port?: number;
  readonly seed?: number;
}

/** What a shell needs to reach the practice servers with the other commands. */
function variablesOf({ urls, credentials, practice }: RunningPractice): Record<string, string> {
  const { easycashier, shopify } = credentials;
  return {
    EASYCASHIER_URL: urls.easycashier,
    EASYCASHIER_COMPANY: easycashier.company,
    EASYCASHIER_USERNAME: easycashier.username,
    EASYCASHIER_PASSWORD: easycashier.password,
    SHOPIFY_URL: urls.shopify,
    SHOPIFY_SHOP: shopify.shop,
    SHOPIFY_CLIENT_ID: shopify.clientId,
    SHOPIFY_CLIENT_SECRET: shopify.clientSecret,
    ...(practice.places.length > 1 ? { BACKOFFICE_MULTIPLE_LOCATIONS: '1' } : {}),
    PRACTICE_CONTROL_URL: urls.control,
  };
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

async function start({ articles, stores, port, seed }: PracticeOptions): Promise<RunningPractice> {
  // Loaded here only: the practice shops carry a whole GraphQL schema.
  const { startPractice } = await import('../../practice/practice.ts');
  try {
    return await startPractice({
      ...(articles === undefined ? {} : { articles }),
      ...(stores === undefined ? {} : { stores }),
      ...(port === undefined ? {} : { port }),
      ...(seed === undefined ? {} : { seed }),
    });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && String(error.code).startsWith('EA');
    if (!isTaken) throw error;
    throw new Refusal('badSetting', {
      name: '--port',
      why: 'notAllowed',
      value: String(port),
      allowed: '1024–65533',
    });
  }
}

async function practice(cli: Cli, options: PracticeOptions): Promise<void> {
  const { terminal, translator } = cli;
  const signal = untilSignal(() => undefined);
  const running = await start(options);
  try {
    const { urls, credentials } = running;
    const { places } = running.practice;
    const variables = variablesOf(running);
    if (terminal.json) terminal.document({ urls, credentials, places, environment: variables }, 'line');
    terminal.line(translator.t('cli.practiceReady'));
    terminal.line(translator.t('cli.practiceHint'));
    terminal.line();
    for (const [name, value] of Object.entries(variables)) terminal.line(`export ${name}=${quoted(value)}`);
    terminal.line();
    for (const { storeNumber, storeName, locationId } of places) {
      const location = locationId.replace('gid://shopify/Location/', '');
      terminal.line(`backoffice stores map ${storeNumber} ${location}  # ${storeName}`);
    }
    if (!signal.aborted) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    }
  } finally {
    await running.close();
  }
}

export function addPracticeCommand({ program, translator: { t }, open }: Shell): void {
  program
    .command('practice')
    .description(t('cli.command.practice'))
    .option('--articles <n>', t('cli.option.articles'), countingNumber)
    .option('--stores <n>', t('cli.option.stores'), countingNumber)
    .option('--port <n>', t('cli.option.port'), wholeNumber)
    .option('--seed <n>', t('cli.option.seed'), wholeNumber)
    .action(async (options: PracticeOptions, command: Command) => practice(open(command), options));
}
