/** `practice`: the two practice shops and a relay, until SIGINT or SIGTERM. Nothing is sent for real. */
import type { Command } from 'commander';
import { Refusal } from '../../../engine/refusal.ts';
import { asCannotListen, CannotListen } from '../../cannot-listen.ts';
import type { PracticeSession } from '../../practice/practice-session.ts';
import { RelayNotStarted } from '../../practice/relay-process.ts';
import type { Cli } from '../cli.ts';
import { untilSignal } from '../signals.ts';
import { countingNumber, type Shell, wholeNumber } from './command.ts';

interface PracticeOptions {
  readonly articles?: number;
  readonly stores?: number;
  readonly port?: number;
  readonly seed?: number;
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

async function start({ articles, stores, port, seed }: PracticeOptions): Promise<PracticeSession> {
  // Loaded here only: the practice shops carry a whole GraphQL schema.
  const { openPracticeSession } = await import('../../practice/practice-session.ts');
  try {
    return await openPracticeSession({
      ...(articles === undefined ? {} : { articles }),
      ...(stores === undefined ? {} : { stores }),
      ...(port === undefined ? {} : { port }),
      ...(seed === undefined ? {} : { seed }),
    });
  } catch (error) {
    throw whyNot(error, port);
  }
}

/** EasyCashier, Shopify, how to act in them, the relay. */
const PORTS = 4;

/** Where it is about a port, which one, and that it is one of four. */
function whyNot(error: unknown, first = 0): unknown {
  const row = { first, last: first + PORTS - 1 };
  const isNone =
    error instanceof RelayNotStarted
      ? error.port === 'none'
      : error instanceof Error && 'code' in error && error.code === 'ERR_SOCKET_BAD_PORT';
  if (isNone)
    return new Refusal('badSetting', {
      name: '--port',
      why: 'notAllowed',
      value: String(first),
      allowed: '1024–65532',
    });
  if (error instanceof RelayNotStarted && (error.port === 'taken' || error.port === 'forbidden'))
    return new CannotListen(error.port, row.last, row, { cause: error });
  return asCannotListen(error, first, row);
}

async function practice(cli: Cli, options: PracticeOptions): Promise<void> {
  const { terminal, translator } = cli;
  const signal = untilSignal(() => undefined);
  const session = await start(options);
  try {
    const { relay, shops, variables } = session;
    const { places } = shops.practice;
    if (terminal.json) {
      const urls = { ...shops.urls, relay: relay.url };
      terminal.document({ urls, credentials: shops.credentials, places, environment: variables }, 'line');
    }
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
    await session.close();
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
