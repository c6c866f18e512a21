import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { Refusal } from '../../engine/refusal.ts';
import { TASK_NAME, taskXml } from './task.ts';
import { SERVICE_NAME, type ServicePlan, systemdUnit } from './unit.ts';

/** How the service stands, in the words of whoever keeps it. */
export interface ServiceState {
  readonly installed: boolean;
  /** Whether it starts by itself. */
  readonly enabled: boolean;
  readonly active: boolean;
  /** The unit's file, or the task's name. */
  readonly place: string;
}

/** What keeps services on this computer. */
export interface ServiceKeeper {
  /** `user`: a user of this computer starts it, and only while that user is logged in unless lingering is on. */
  readonly scope: 'user' | 'system' | 'task';
  /** Puts it there, or anew, and starts it. @throws Refusal `serviceFailed`: nothing is left of it */
  install(plan: ServicePlan): ServiceState;
  /** Ends it and takes it away; what it has kept stays. @throws Refusal `serviceFailed` */
  remove(): ServiceState;
  state(): ServiceState;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws Refusal `notSupported` where there is neither systemd nor Windows' Task Scheduler */
export function openServiceKeeper(
  home: string,
  variables: Variables,
  isForWholeComputer: boolean,
  platform: NodeJS.Platform = process.platform,
): ServiceKeeper {
  if (platform === 'win32') return taskScheduler();
  if (platform !== 'linux') throw new Refusal('notSupported');
  if (isForWholeComputer) return systemd('system', '/etc/systemd/system');
  return systemd('user', join(variables.XDG_CONFIG_HOME || join(home, '.config'), 'systemd', 'user'));
}

function systemd(scope: 'user' | 'system', folder: string): ServiceKeeper {
  const unit = `${SERVICE_NAME}.service`;
  const place = join(folder, unit);
  const ask = (...words: string[]) => run('systemctl', [`--${scope}`, '--no-pager', ...words]);
  const tell = (...words: string[]) => requireDone(ask(...words));
  const state = () => ({
    installed: existsSync(place),
    enabled: ask('is-enabled', '--quiet', unit).status === 0,
    active: ask('is-active', '--quiet', unit).status === 0,
    place,
  });
  const takeAway = () => {
    ask('disable', '--now', unit);
    rmSync(place, { force: true });
    ask('daemon-reload');
  };
  return {
    scope,
    state,
    install: (plan) => {
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, systemdUnit(plan, scope));
      chmodSync(place, 0o644); // it holds no secret, and systemd wants to be able to show it
      try {
        tell('daemon-reload');
        tell('enable', unit);
        tell('restart', unit);
      } catch (error) {
        takeAway();
        throw error;
      }
      return state();
    },
    remove: () => {
      takeAway();
      const left = state();
      if (left.active || left.installed) throw new Refusal('serviceFailed', { why: unit });
      return left;
    },
  };
}

function taskScheduler(): ServiceKeeper {
  const ask = (...words: string[]) => run('schtasks', words);
  const state = () => {
    const { status, stdout } = ask('/Query', '/TN', TASK_NAME, '/FO', 'LIST');
    const installed = status === 0;
    return { installed, enabled: installed, active: /Running/i.test(stdout), place: TASK_NAME };
  };
  return {
    scope: 'task',
    state,
    install: (plan) => {
      const folder = mkdtempSync(join(tmpdir(), SERVICE_NAME));
      const file = join(folder, 'task.xml');
      try {
        writeFileSync(file, `\ufeff${taskXml(plan, userInfo().username)}`, 'utf16le');
        requireDone(ask('/Create', '/TN', TASK_NAME, '/XML', file, '/F'));
        requireDone(ask('/Run', '/TN', TASK_NAME));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
      return state();
    },
    remove: () => {
      ask('/End', '/TN', TASK_NAME);
      if (state().installed) requireDone(ask('/Delete', '/TN', TASK_NAME, '/F'));
      return state();
    },
  };
}

interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly why: string;
}

function run(program: string, words: readonly string[]): Answer {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8', timeout: 60_000 });
  const said = (stderr ?? '').trim().split('\n').at(-1) ?? '';
  return {
    status,
    stdout: stdout ?? '',
    why: (said || error?.message || `${program}: ${status}`).slice(0, 300),
  };
}

function requireDone({ status, why }: Answer): void {
  if (status !== 0) throw new Refusal('serviceFailed', { why });
}
