/** A person's shells: practice shops in one, the companion in another, questions from a third. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Outcome, type Program, startProgram, type Variables } from '../programs/program.ts';

const announcement = z.object({
  environment: z.record(z.string(), z.string()),
  places: z.array(z.object({ storeNumber: z.string(), locationId: z.string() })),
});

export interface Shells {
  /** Everything the companion's programs have said, by command. Not what the practice shops print: that is credentials. */
  readonly heard: ReadonlyMap<string, Buffer>;
  readonly dataDir: string;
  readonly variables: Variables;
  readonly places: z.infer<typeof announcement>['places'];
  start(words: readonly string[], change?: Variables): Program;
  /** Runs to its end. */
  ask(words: readonly string[], change?: Variables, before?: string): Promise<Outcome>;
  /** With `--json`: must end with 0. */
  get<T>(shape: z.ZodType<T>, words: readonly string[]): Promise<T>;
  /** Something happens in a shop, by the practice shops' control interface. */
  happen(call: string, fields: Readonly<Record<string, unknown>>, method?: 'POST' | 'DELETE'): Promise<void>;
  remove(): Promise<void>;
}

/** `change` goes before what the practice shops announce. */
export async function openShells(articles: number, change: Variables = {}): Promise<Shells> {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-story-')));
  const own = {
    HOME: dataDir,
    BACKOFFICE_DATA_DIR: join(dataDir, 'data'),
    BACKOFFICE_SECRETS: 'env',
    BACKOFFICE_POLL_SECONDS: '0.5',
    BACKOFFICE_SETTLE_SECONDS: '1',
  };
  const shops = startProgram(['practice', '--articles', String(articles), '--stores', '2', '--json'], own);
  const { environment, places } = announcement.parse(JSON.parse(await shops.firstLine));
  const variables = { ...own, ...environment, ...change };
  const heard = new Map<string, Buffer>();
  const start = (words: readonly string[], more: Variables = {}, before = '') => {
    const program = startProgram(words, { ...variables, ...more }, before);
    void program.ended.then(({ stdout, stderr }) => {
      heard.set(`${heard.size} ${words.join(' ')}`, Buffer.from(`${stdout}\n${stderr}`));
    });
    return program;
  };
  return {
    heard,
    dataDir,
    variables,
    places,
    start,
    ask: (words, more, before) => start(words, more, before).ended,
    get: async (shape, words) => {
      const { code, stdout, stderr } = await start([...words, '--json']).ended;
      if (code !== 0) throw new Error(`»${words.join(' ')}« ended with ${code}: ${stderr}`);
      return shape.parse(JSON.parse(stdout));
    },
    happen: async (call, fields, method = 'POST') => {
      const response = await fetch(`${environment.PRACTICE_CONTROL_URL}${call}`, {
        method,
        body: JSON.stringify(fields),
      });
      if (!response.ok) throw new Error(`${call}: ${await response.text()}`);
    },
    remove: async () => {
      shops.kill('SIGTERM');
      await shops.ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
