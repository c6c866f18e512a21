/** `backoffice run` with a keychain that is a file, so that what it holds outlives a kill: only for tests. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecretName, Secrets } from '../../engine/ports.ts';
import { createCli } from '../../host/cli/cli.ts';
import { untilSignal } from '../../host/cli/signals.ts';
import { runHost } from '../../host/host.ts';
import { openRealEngine } from '../../host/load-engine.ts';
import { createTranslator } from '../../shared/i18n/translate.ts';

const file = join(process.env.BACKOFFICE_DATA_DIR ?? '', 'keychain.json');
const read = (): Record<string, string> => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
const write = (all: Record<string, string>) => {
  writeFileSync(`${file}.part`, JSON.stringify(all));
  renameSync(`${file}.part`, file);
};

/** What is given in the environment is found there. */
const inFile = (given: Secrets): Secrets => ({
  get: async (name: SecretName) => read()[name] ?? (await given.get(name)),
  set: async (name, value) => write({ ...read(), [name]: value }),
  delete: async (name) => {
    const { [name]: _gone, ...rest } = read();
    write(rest);
  },
  isLasting: async () => true,
});

const cli = createCli(createTranslator('sv'), { json: true }, process.env, (options) =>
  openRealEngine({ ...options, ports: { ...options.ports, secrets: inFile(options.ports.secrets) } }),
);
await runHost(
  cli.host,
  untilSignal(() => undefined),
  async () => cli.terminal.document({ ready: true }, 'line'),
);
process.exit(0);
