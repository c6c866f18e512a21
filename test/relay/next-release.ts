/** The release after this one: the same program with one step more in each list of migrations. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What a step may do while nodes of the release before go on: columns and tables that those do not know. */
const steps = {
  sqlite: 'ALTER TABLE tenant ADD COLUMN later TEXT; ALTER TABLE event ADD COLUMN later INTEGER',
  postgres:
    'ALTER TABLE tenant ADD COLUMN later text; ALTER TABLE event ADD COLUMN later bigint; CREATE TABLE later (id bigint PRIMARY KEY)',
};

/** Puts it into an empty folder. Returns the script that starts it, and the version of its data. */
export function makeNextRelease(folder: string): {
  script: string;
  versions: Record<keyof typeof steps, number>;
} {
  for (const path of ['relay', 'shared/contract/relay.ts', 'package.json'])
    cpSync(join(root, path), join(folder, path), {
      recursive: true,
      filter: (from) => !/node_modules|testing|\.test\.ts$/.test(from.slice(root.length)),
    });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const versions = { sqlite: 0, postgres: 0 };
  for (const engine of ['sqlite', 'postgres'] as const) {
    const file = join(folder, 'relay/store', engine, 'migrations.ts');
    const text = readFileSync(file, 'utf8');
    const version = 1 + Math.max(...[...text.matchAll(/version: (\d+)/g)].map(([, one]) => Number(one)));
    writeFileSync(
      file,
      text.replace('\n] as const;', `\n  { version: ${version}, sql: '${steps[engine]}' },\n] as const;`),
    );
    versions[engine] = version;
  }
  return { script: join(folder, 'relay/server.ts'), versions };
}
