/** Packages as `npm run package -- --offline` makes them, with what is shipped in them but for the program that runs the engine. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runtimeFolder } from '../runtime.ts';

/** Returns what the program said. */
function run(
  program: string,
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', program, ...words], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', CSC_IDENTITY_AUTO_DISCOVERY: 'false', ...variables },
  });
  if (status !== 0) throw new Error(stdout + stderr);
  return stdout + stderr;
}

export interface Packager {
  /** `formats`: `deb`, `rpm`. Returns what `npm run package` said. */
  make(version: string, formats: readonly string[]): string;
  /** Those made so far, by their ending: `.deb`. */
  made(ending: string): string[];
}

/** `engine`: the program that runs the engine, and need not be there yet; null: Electron runs it, as shipped. */
export function openPackager(folder: string, engine: string | null): Packager {
  const [dist, main, config] = [join(folder, 'dist'), join(folder, 'main'), join(folder, 'builder.json')];
  mkdirSync(folder, { recursive: true });
  const ownMain = ['!out/main/**', { from: main, to: 'out/main' }];
  const files = engine === null ? [] : ownMain;
  writeFileSync(config, JSON.stringify({ extends: join(root, 'electron-builder.yml'), files }));
  if (engine !== null) {
    const ownConfig = join(import.meta.dirname, 'electron.vite.config.ts');
    const words = ['build', '--config', ownConfig, '--logLevel', 'error'];
    const variables = { PACKAGED_ENGINE: engine, PACKAGED_MAIN: main };
    run(join(root, 'node_modules', '.bin', 'electron-vite'), words, variables);
  }
  return {
    make: (version, formats) =>
      run(join(root, 'tools', 'package', 'package.ts'), [
        ...['--offline', '--quick', '--electron', runtimeFolder, '--linux', ...formats],
        ...['--config', config, `-c.directories.output=${dist}`, `-c.extraMetadata.version=${version}`],
      ]),
    made: (ending) =>
      readdirSync(dist)
        .filter((name) => name.endsWith(ending))
        .sort()
        .map((name) => join(dist, name)),
  };
}
