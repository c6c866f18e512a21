/** What every command is given: the language, the terminal, and a way to the engine. */
import type { Command } from 'commander';
import { Refusal } from '../../engine/refusal.ts';
import { explainRefusal } from '../../shared/i18n/sentences.ts';
import type { Translator } from '../../shared/i18n/translate.ts';
import { type Host, PATIENCE_SECONDS, withClient } from '../host.ts';
import { type Client, type OpenEngine, openRealEngine } from '../load-engine.ts';
import { openDataDir } from '../system/data-dir.ts';
import { type Environment, readEnvironment } from '../system/environment.ts';
import { openKeychain } from '../system/keychain.ts';
import { connectionOverrides, timingOverrides } from '../system/overrides.ts';
import { createRedactor, type Redactor } from '../system/redaction.ts';
import { openStore } from '../system/secret-files.ts';
import { createSecrets } from '../system/secrets.ts';
import { createSystemPorts } from '../system/system-ports.ts';
import { createFormats, type Formats } from './output/formats.ts';
import { type Column, paintedTable } from './output/table.ts';
import { createTerminal, type Terminal } from './output/terminal.ts';

export interface Cli {
  readonly translator: Translator;
  readonly formats: Formats;
  readonly terminal: Terminal;
  readonly environment: Environment;
  readonly host: Host;
  /** Knows every secret the command has been given. */
  readonly redactor: Redactor;
  /** A client of the engine, here or in the process that owns the data directory. */
  use<T>(work: (client: Client, where: 'here' | 'there') => Promise<T>): Promise<T>;
  /** The answer: JSON as it is, or what `human` writes. */
  answer(value: unknown, human: () => void): void;
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void;
}

export interface GlobalOptions {
  readonly json?: boolean;
  readonly data?: string;
}

/** Opens what a command needs; called when a command starts, so that what is wrong is told in the usual way. */
export type OpenCli = (command: Command) => Cli;

export function createCli(
  translator: Translator,
  options: GlobalOptions,
  variables: NodeJS.ProcessEnv = process.env,
  openEngine: OpenEngine = openRealEngine,
): Cli {
  const environment = readEnvironment(variables);
  if (options.data === '')
    throw new Refusal('badSetting', { name: '--data', why: 'notAllowed', value: '', allowed: '/…' });
  const terminal = createTerminal(options.json === true);
  const formats = createFormats(translator);
  const dataDir = openDataDir(options.data ?? environment.BACKOFFICE_DATA_DIR, variables);
  const redactor = createRedactor();
  const secrets = createSecrets({
    environment,
    redactor,
    keychain: openStore(environment, dataDir, () => openKeychain(dataDir)),
    onEnvironmentOnly: () => terminal.notice(translator.t('cli.secretsFromEnvironment')),
  });
  const host: Host = {
    dataDir,
    overrides: connectionOverrides(environment),
    timing: timingOverrides(environment),
    openEngine,
    createPorts: () => createSystemPorts(dataDir, environment, secrets, redactor),
    onWait: () => terminal.notice(translator.t('cli.waiting', { seconds: PATIENCE_SECONDS })),
    patienceMs: PATIENCE_SECONDS * 1000,
    onHeld: ({ code, args }) => {
      const { what, stock, next } = explainRefusal(translator, code, args);
      terminal.notice(`${what} ${stock} ${next}`);
    },
  };
  return {
    translator,
    formats,
    terminal,
    environment,
    host,
    redactor,
    use: (work) => withClient(host, work),
    answer: (value, human) => {
      if (terminal.json) terminal.document(value);
      else human();
    },
    table: (columns, rows) => {
      if (rows.length > 0) terminal.block(...paintedTable(columns, rows));
    },
  };
}
