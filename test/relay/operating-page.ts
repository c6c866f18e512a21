/** The operator's page as something to follow: its commands, run as they stand there. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
export const page = readFileSync(join(root, 'docs/relay-operating.md'), 'utf8');

/** The lines of a block of commands, that which holds `words`. @throws where there is none, or more than one */
export function blockWith(words: string): string {
  const blocks = [...page.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, text = '']) => text);
  const [block, other] = blocks.filter((text) => text.includes(words));
  if (block === undefined || other !== undefined) throw new Error(`one block with »${words}« is wanted`);
  return block;
}

/** Where the page's server is, in a temporary folder of this computer. */
export interface Place {
  /** Stands for `/`. */
  readonly home: string;
  /** The port of the PostgreSQL that stands for the one in `compose.yml`. */
  readonly port?: number;
  /** Of the relay that systemd keeps: what stops it when the page says so. */
  readonly pid?: number;
}

/** Root, systemd and Docker are not to be had in a test: what they would do is done by whoever runs it. */
const STAND_INS = `
node() { command "$NODE" "$@"; }
runuser() { shift 3; "$@"; }
install() { local words=(); while [ $# -gt 0 ]; do case "$1" in -o|-g) shift ;; *) words+=("$1") ;; esac; shift; done; command install "\${words[@]}"; }
systemctl() { if [ "$1" = stop ]; then kill -TERM "$RELAY_PID"; tail --pid="$RELAY_PID" -f /dev/null; fi; }
docker() {
  case "$1 $2 $3 $4" in
    "compose exec -T postgres") shift 4; "$@" ;;
    "compose run --rm relay") shift 4; (cd "$ROOT" && RELAY_DATABASE_URL="$DATABASE_URL" "$@") ;;
    *) echo "not known here: docker $*" >&2; return 1 ;;
  esac
}
`;

export interface Followed {
  readonly code: number | null;
  readonly output: string;
}

/** Runs commands of the page in their folder, ending at the first that fails. */
export async function followPage(
  { home, port = 0, pid = 0 }: Place,
  commands: string,
  changes: readonly (readonly [string, string])[] = [],
): Promise<Followed> {
  const places = ['/var/lib/relay', '/backup', '/etc/relay.env'].map(
    (path) => [path, join(home, path)] as const,
  );
  let script = `${blockWith('relay()').split('\n')[0]}\n${commands}`;
  for (const [from, to] of [...places, ['/opt/backoffice', root] as const, ...changes])
    script = script.replaceAll(from, to);
  const child = spawn('/bin/bash', ['-euo', 'pipefail', '-c', `${STAND_INS}${script}`], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      NODE: process.execPath,
      ROOT: root,
      RELAY_PID: String(pid),
      PGHOST: '127.0.0.1',
      PGPORT: String(port),
      DATABASE_URL: `postgres://relay@127.0.0.1:${port}/relay`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}
