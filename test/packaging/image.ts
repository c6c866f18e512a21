/** What a Dockerfile builds, put together without an engine for containers: the copying is done as the Dockerfile says it. */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Copied {
  /** The stage it is copied from; null: the source tree. */
  readonly from: string | null;
  readonly sources: readonly string[];
  readonly target: string;
}

/** A stage of a Dockerfile. */
export interface Stage {
  /** As `AS` names it; the last one has no name. */
  readonly name: string | null;
  readonly image: string;
  readonly copies: readonly Copied[];
  /** The commands of its `RUN` lines. */
  readonly runs: readonly string[];
  readonly text: string;
}

/** Its stages in their order. Lines that go on with a backslash are joined. */
export function readStages(dockerfile: string): Stage[] {
  const text = readFileSync(join(root, dockerfile), 'utf8').replaceAll(/\\\n\s*/g, '');
  return text
    .split(/^(?=FROM )/m)
    .filter((part) => part.startsWith('FROM '))
    .map((part) => {
      const [, image = '', name = null] = /^FROM (\S+)(?: AS (\S+))?/.exec(part) ?? [];
      const copies = [...part.matchAll(/^COPY (?:--from=(\S+) )?(.+) (\S+)$/gm)].map(
        ([, from = null, sources = '', target = '']) => ({ from, sources: sources.split(' '), target }),
      );
      const runs = [...part.matchAll(/^RUN (.+)$/gm)].map(([, command = '']) => command);
      return { name, image, copies, runs, text: part };
    });
}

/** What is not there, or is not sent to the build by the file beside the Dockerfile that says what is left out. */
export function notSent(dockerfile: string): string[] {
  const ignored = readFileSync(join(root, `${dockerfile}.dockerignore`), 'utf8').split('\n');
  const isSent = (source: string) =>
    ignored.some(
      (line) => line.startsWith('!') && (source === line.slice(1) || source.startsWith(`${line.slice(1)}/`)),
    );
  return readStages(dockerfile)
    .flatMap(({ copies }) => copies)
    .filter(({ from }) => from === null)
    .flatMap(({ sources }) => sources)
    .filter((source) => !existsSync(join(root, source)) || !isSent(source));
}

/** What a stage copies from the source tree, into `app` as if it were the stage's working directory. */
export function copyInto(app: string, { copies }: Stage): void {
  for (const { from, sources, target } of copies) {
    if (from !== null) continue;
    for (const source of sources) {
      const isFolder = !target.endsWith('/') && sources.length === 1;
      const place = isFolder ? join(app, target) : join(app, target, basename(source));
      mkdirSync(dirname(place), { recursive: true });
      cpSync(join(root, source), place, {
        recursive: true,
        filter: (path) => !/node_modules|testing|\.test\.tsx?$/.test(path.slice(root.length)),
      });
    }
  }
}
