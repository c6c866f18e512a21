/** The proxy that is shipped before relay and window, where the machine has it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from './program.ts';

export const hasCaddy = (process.env.PATH ?? '')
  .split(':')
  .some((folder) => existsSync(join(folder, 'caddy')));

export interface Caddy {
  readonly child: ChildProcess;
  /** What it has said so far. */
  said(): string;
}

/** `home`: a folder where it keeps its own; `variables`: what the file names. */
export function startCaddy(config: string, home: string, variables: Variables): Caddy {
  const child = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
    env: { PATH: process.env.PATH, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  return { child, said: () => said };
}
