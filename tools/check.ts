/**
 * `npm run check`: every command of the scripts `check:…`, side by side: none needs another's answer, and two processors have enough of
 * them. What each has to say is printed in one piece when it ends. Ends with 1 where one has failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};
const commands = Object.entries(scripts).flatMap(([name, script]) =>
  name.startsWith('check:') ? script.split(' && ') : [],
);
const PATH = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);

/** Whether it ended well. */
async function run(command: string): Promise<boolean> {
  const child = spawn(command, { cwd: root, shell: true, env: { ...process.env, PATH } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const isWell = code === 0;
  process.stdout.write(isWell ? said : `${said}\n*** ${command}: ended with ${code}\n`);
  return isWell;
}

const outcomes = await Promise.all(commands.map(run));
process.exitCode = outcomes.every(Boolean) ? 0 : 1;
