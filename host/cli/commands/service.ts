/** `service install` · `service remove` · `service status`: the engine goes on without anybody at the computer. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { Refusal } from '../../../engine/refusal.ts';
import { openServiceKeeper, type ServiceKeeper, type ServiceState } from '../../service/service.ts';
import { SERVICE_NAME, type ServicePlan } from '../../service/unit.ts';
import { secretFolder } from '../../system/secret-files.ts';
import type { Cli } from '../cli.ts';
import type { Shell } from './command.ts';

const script = fileURLToPath(new URL('../backoffice.ts', import.meta.url));
/** Of the network; none is a secret. */
const passedOn = ['HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'] as const;

/** `StateDirectory` of a system service. */
const stateFolder = join('/var/lib', SERVICE_NAME);

/** What of this command's surroundings the service is started with. A system service has a place and a user of its own. */
function planFor({ environment, host }: Cli, scope: ServiceKeeper['scope']): ServicePlan {
  const isSystem = scope === 'system';
  const dataDir = isSystem ? join(stateFolder, 'data') : host.dataDir;
  const folder = isSystem ? join(stateFolder, 'keys') : secretFolder(environment);
  const chosen = folder === null ? environment.BACKOFFICE_SECRETS : `files:${folder}`;
  // What is only in this shell's environment, or in memory, would not be there.
  if (chosen === 'env' || chosen === 'memory' || (chosen === undefined && scope === 'task'))
    throw new Refusal('badSetting', {
      name: 'BACKOFFICE_SECRETS',
      why: 'notAllowed',
      value: chosen ?? 'keychain',
      allowed: scope === 'task' ? 'files:/…' : 'keychain | files:/…',
    });
  const network = passedOn.flatMap((name) => {
    const value = process.env[name];
    return value && !/\/\/[^/]*@/.test(value) ? [[name, value] as const] : [];
  });
  return {
    command: [process.execPath, '--no-warnings', script, 'run', '--data', dataDir],
    environment: {
      ...Object.fromEntries(network),
      ...(chosen === undefined ? {} : { BACKOFFICE_SECRETS: chosen }),
    },
  };
}

function tell(cli: Cli, keeper: ServiceKeeper, state: ServiceState): void {
  const { t } = cli.translator;
  cli.answer({ scope: keeper.scope, ...state }, () => {
    const word = !state.installed ? 'absent' : state.active ? 'active' : 'idle';
    cli.terminal.line(t(`cli.service.${word}`, { place: state.place }));
  });
}

interface ScopeOptions {
  readonly user?: boolean;
}

/** Root's is the whole computer's, where nothing else is asked for. */
const keeperFor = ({ user = false }: ScopeOptions) =>
  openServiceKeeper(homedir(), process.env, process.geteuid?.() === 0 && !user);

function install(cli: Cli, options: ScopeOptions): void {
  const { terminal, translator } = cli;
  const keeper = keeperFor(options);
  const plan = planFor(cli, keeper.scope);
  const state = keeper.install(plan);
  tell(cli, keeper, state);
  if (keeper.scope === 'user') terminal.notice(translator.t('cli.service.linger'));
  if (keeper.scope === 'system')
    terminal.notice(translator.t('cli.service.data', { path: join(stateFolder, 'data') }));
}

export function addServiceCommands({ program, translator: { t }, open }: Shell): void {
  const service = program.command('service').description(t('cli.command.service'));
  const add = (name: string, about: string, act: (cli: Cli, options: ScopeOptions) => void) =>
    service
      .command(name)
      .description(about)
      .option('--user', t('cli.option.serviceUser'))
      .action(async (options: ScopeOptions, command: Command) => act(open(command), options));
  add('install', t('cli.command.serviceInstall'), install);
  add('remove', t('cli.command.serviceRemove'), (cli, options) => {
    const keeper = keeperFor(options);
    tell(cli, keeper, keeper.remove());
  });
  add('status', t('cli.command.serviceStatus'), (cli, options) => {
    const keeper = keeperFor(options);
    tell(cli, keeper, keeper.state());
  });
}
