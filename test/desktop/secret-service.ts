/** A keychain of the system for one test: a D-Bus of its own with gnome-keyring on it, open, locked or not there at all. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { until } from '../programs/program.ts';
import { hasProgram } from './runtime.ts';

export const whyNoKeychain =
  hasProgram('dbus-daemon') && hasProgram('gnome-keyring-daemon') ? null : 'no gnome-keyring';

export interface SecretService {
  /** Leads a program to it. */
  readonly variables: Readonly<Record<string, string>>;
  /** As after the screen was left: what is in it stays, and nobody can read it. */
  lock(): Promise<void>;
  /** Its owner types the password. */
  unlock(): Promise<void>;
  end(): void;
}

/** `home`: where its file is kept, encrypted. */
export async function openSecretService(home: string): Promise<SecretService> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    env: { PATH: process.env.PATH, HOME: home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [address] = (await once(createInterface({ input: bus.stdout }), 'line')) as [string];
  const variables = { DBUS_SESSION_BUS_ADDRESS: address };
  let keyring = await startKeyring(home, variables, '--unlock');
  const startAnew = async (...words: string[]) => {
    keyring.kill('SIGKILL');
    await once(keyring, 'exit');
    keyring = await startKeyring(home, variables, ...words);
  };
  return {
    variables,
    lock: () => startAnew(),
    unlock: () => startAnew('--unlock'),
    end: () => {
      keyring.kill('SIGKILL');
      bus.kill('SIGKILL');
    },
  };
}

function isThere(variables: Readonly<Record<string, string>>): boolean {
  const bus = 'org.freedesktop.DBus';
  const words = ['--session', '--print-reply', `--dest=${bus}`, '/', `${bus}.NameHasOwner`];
  const { stdout } = spawnSync('dbus-send', [...words, 'string:org.freedesktop.secrets'], {
    env: { PATH: process.env.PATH, ...variables },
    encoding: 'utf8',
  });
  return stdout.includes('true');
}

async function startKeyring(
  home: string,
  variables: Readonly<Record<string, string>>,
  ...words: string[]
): Promise<ChildProcess> {
  const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...words], {
    env: { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home, ...variables },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keyring.stdin.end(words.length > 0 ? 'password of the keyring' : '');
  await until(() => isThere(variables), 'a secret service is on the bus');
  return keyring;
}
