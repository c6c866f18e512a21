import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { settingTable } from '../../shared/words/settings.ts';
import { startProgram } from '../../test/programs/program.ts';
import { connectAll, openShops, syncAll } from '../../test/programs/shops.ts';
import { type Conditions, count, type Figure, percent, type Row } from '../figure.ts';

const FIRST_MINUTE_MS = 60_000;
const MEASURED_MS = 120_000;
const TICKS_PER_SECOND = 100;

/** Seconds of processor a process has used so far. Linux only. */
function processorSeconds(pid: number): number {
  // The name of the program may hold anything; what follows it does not.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The real program in a process of its own, while nothing happens in either shop. */
export const atRest: Figure = {
  name: 'at-rest',
  measure: async ({ seed, scale }: Conditions): Promise<Row[]> => {
    const articles = scale === 'full' ? 10_000 : 1_000;
    const what = `the engine while nothing happens, ${count(articles)} articles × 2, nobody tells of orders`;
    const goal = '< 1,00 %';
    if (!existsSync('/proc/self/stat'))
      return [{ what, value: 'not told by this system', goal, isMet: null }];
    const shops = await openShops({ seed, articles, stores: 2, traps: false });
    try {
      await shops.prepare(async (client) => {
        await connectAll(client, shops);
        await client.connection.activate({});
        await syncAll(client);
        // What was set for the preparation would stay: looks many times as often as any shop has them.
        await client.activity.setSettings({ pollSeconds: settingTable.pollSeconds.default });
      });
      const {
        BACKOFFICE_POLL_SECONDS: _quick,
        BACKOFFICE_SETTLE_SECONDS: _soon,
        ...variables
      } = shops.variables;
      const program = startProgram(['run'], variables);
      await program.firstLine;
      await sleep(FIRST_MINUTE_MS);
      const before = processorSeconds(program.pid);
      await sleep(MEASURED_MS);
      const used = processorSeconds(program.pid) - before;
      program.kill('SIGTERM');
      await program.ended;
      const value = `${percent(used / (MEASURED_MS / 1_000))} of a core`;
      return [{ what, value, goal, isMet: null }];
    } finally {
      await shops.remove();
    }
  },
};
