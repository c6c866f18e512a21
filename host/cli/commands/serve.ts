/** `serve`: the engine's loops and the window, in a browser of this computer, until SIGINT or SIGTERM. */
import type { Command } from 'commander';
import { Refusal } from '../../../engine/refusal.ts';
import { asCannotListen } from '../../cannot-listen.ts';
import { openKeychain } from '../../system/keychain.ts';
import { createRedactor } from '../../system/redaction.ts';
import { openStore } from '../../system/secret-files.ts';
import type { Cli } from '../cli.ts';
import { untilSignal } from '../signals.ts';
import { tellSecretFiles } from '../tell-secrets.ts';
import { type Shell, wholeNumber } from './command.ts';

interface ServeOptions {
  readonly port?: number;
}

async function serve(cli: Cli, { port = 0 }: ServeOptions): Promise<void> {
  const { terminal, translator, environment } = cli;
  const { dataDir } = cli.host;
  tellSecretFiles(cli);
  const signal = untilSignal(() => terminal.line(translator.t('cli.stopping')));
  // Loaded here only: the window's host carries the engine and the practice shops.
  const [{ startWebServer }, { builtPages }, { runSessions }, { createWindowSecrets }, { version }] =
    await Promise.all([
      import('../../window/web-server.ts'),
      import('../../window/build.ts'),
      import('../../window/sessions.ts'),
      import('../../system/session-secrets.ts'),
      import('../../system/version.ts'),
    ]);
  const pages = await builtPages(() => terminal.notice(translator.t('cli.buildingWindow')));
  const onEntered = (address: string) => {
    if (terminal.json) terminal.document({ address }, 'line');
    else terminal.line(translator.t('cli.servingAgain', { address }));
  };
  const web = await startWebServer({ pages, port, onEntered }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SOCKET_BAD_PORT'))
      throw asCannotListen(error, port);
    throw new Refusal('badSetting', {
      name: '--port',
      why: 'notAllowed',
      value: String(port),
      allowed: '1024–65535',
    });
  });
  try {
    const redactor = createRedactor();
    const secrets = createWindowSecrets(
      environment,
      redactor,
      openStore(environment, dataDir, () => openKeychain(dataDir)),
    );
    let isTold = false;
    await runSessions(
      {
        dataDir,
        environment,
        redactor,
        secrets,
        version,
        serve: async (router, report) => {
          const served = await web.serve(router, report);
          if (!isTold) {
            isTold = true;
            if (terminal.json)
              terminal.document({ ready: true, pid: process.pid, address: web.address }, 'line');
            else terminal.line(translator.t('cli.serving', { address: web.address }));
          }
          return served;
        },
      },
      signal,
    );
  } finally {
    await web.close();
  }
  terminal.line(translator.t('cli.stopped'));
}

export function addServeCommand({ program, translator: { t }, open }: Shell): void {
  program
    .command('serve')
    .description(t('cli.command.serve'))
    .option('--port <n>', t('cli.option.servePort'), wholeNumber)
    .action(async (options: ServeOptions, command: Command) => serve(open(command), options));
}
