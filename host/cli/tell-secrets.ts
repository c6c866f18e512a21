import { secretFolder } from '../system/secret-files.ts';
import type { Cli } from './cli.ts';

/** Said aloud where a program begins that goes on: the keys lie in files. */
export function tellSecretFiles({ environment, terminal, translator }: Cli): void {
  const path = secretFolder(environment);
  if (path !== null) terminal.notice(translator.t('cli.secretsFromFiles', { path }));
}
