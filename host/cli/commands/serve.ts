/**
 * `serve`: the engine's loops and the window, in a browser of this computer or through a proxy with TLS, until SIGINT or SIGTERM.
 */
import { isIP } from 'node:net';
import type { Command } from 'commander';
import { Refusal } from '../../../engine/refusal.ts';
import { asCannotListen } from '../../cannot-listen.ts';
import { openKeychain } from '../../system/keychain.ts';
import { createRedactor } from '../../system/redaction.ts';
import { openStore } from '../../system/secret-files.ts';
import type { Proxied } from '../../window/web-server.ts';
import type { Cli } from '../cli.ts';
import { untilSignal } from '../signals.ts';
import { tellSecretFiles } from '../tell-secrets.ts';
import { type Shell, wholeNumber } from './command.ts';

interface ServeOptions {
  readonly port?: number;
  readonly publicUrl?: string;
  readonly listen?: string;
}

const notAllowed = (name: string, value: string, allowed: string) =>
  new Refusal('badSetting', { name, why: 'notAllowed', value, allowed });

/** Undefined: for the browsers of this computer. Nothing but a proxy with TLS makes the window reachable from anywhere else. */
function proxied({ publicUrl, listen }: ServeOptions): Proxied | undefined {
  if (publicUrl === undefined) {
    if (listen === undefined) return undefined;
    throw notAllowed('--listen', listen, '--public-url https://…');
  }
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : null;
  // What else it holds than a name is not repeated: it may be a password.
  if (url?.protocol !== 'https:' || url.href !== `${url.origin}/`)
    throw notAllowed('--public-url', url?.host ?? '', 'https://…');
  if (listen !== undefined && isIP(listen) === 0)
    throw notAllowed('--listen', listen, '127.0.0.1, 0.0.0.0, ::');
  return { origin: url.origin, listen: listen ?? '127.0.0.1' };
}

/** A place that is none of this computer's; null where the error says something else. */
function asBadSetting(error: unknown, { port, listen }: ServeOptions): Refusal | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_SOCKET_BAD_PORT') return notAllowed('--port', String(port), '1024–65535');
  if (code === 'EADDRNOTAVAIL') return notAllowed('--listen', String(listen), '127.0.0.1, 0.0.0.0, ::');
  return null;
}

async function serve(cli: Cli, options: ServeOptions): Promise<void> {
  const { port = 0 } = options;
  const behind = proxied(options);
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
  const web = await startWebServer({ pages, port, behind, onEntered }).catch((error: unknown) => {
    throw asBadSetting(error, options) ?? asCannotListen(error, port);
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
            else
              terminal.line(
                translator.t(behind ? 'cli.servingBehind' : 'cli.serving', { address: web.address }),
              );
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
    .option('--public-url <https>', t('cli.option.servePublicUrl'))
    .option('--listen <ip>', t('cli.option.serveListen'))
    .action(async (options: ServeOptions, command: Command) => serve(open(command), options));
}
