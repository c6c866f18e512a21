/**
 * `npm run audit:libraries`: known holes in what we use, as the registry tells them. Ends with 1 where what is built into the program has
 * a grave one; one in a tool of the workshop is told. A registry that does not answer is told aloud, and fails nothing.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { listLibraries } from './notices/packages.ts';

const report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
      range: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
      /** Folders. */
      nodes: z.array(z.string()),
    }),
  ),
});

export interface Verdict {
  readonly lines: readonly string[];
  readonly isWell: boolean;
}

/** `said`: what `npm audit --json` has written; `builtIn`: folders of the libraries in the program. */
export function judgeAudit(said: string, builtIn: ReadonlySet<string>): Verdict {
  const parsed = report.safeParse(parse(said));
  if (!parsed.success)
    return { lines: ['*** THE REGISTRY DID NOT ANSWER: nobody has looked for known holes'], isWell: true };
  const found = Object.entries(parsed.data.vulnerabilities).map(([name, { severity, range, via, nodes }]) => {
    const isBuiltIn = nodes.some((folder) => builtIn.has(folder));
    const why = via
      .map((one) => (typeof one === 'string' ? `by ${one}` : `${one.title} ${one.url}`))
      .join('; ');
    return {
      line: `${severity} in ${name} ${range} (${isBuiltIn ? 'built in' : 'a tool'}): ${why}`,
      isGrave: isBuiltIn && (severity === 'high' || severity === 'critical'),
    };
  });
  if (found.length === 0) return { lines: ['no known holes'], isWell: true };
  return { lines: found.map(({ line }) => line), isWell: found.every(({ isGrave }) => !isGrave) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const { stdout } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
    shell: process.platform === 'win32',
  });
  const { lines, isWell } = judgeAudit(
    stdout ?? '',
    new Set(listLibraries(root).map(({ folder }) => folder)),
  );
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = isWell ? 0 : 1;
}
