import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { tellSkips } from './test/tell-skips.ts';

/** Tests that start programs, which wait more than they work. */
const programs = [
  'host/host.test.ts',
  'host/cli/{backoffice,end-to-end}.test.ts',
  'host/system/keychain.test.ts',
  'host/desktop/{parent-line,relay-thread}.test.ts',
  'electron/main/engine/node-engine.test.ts',
  'test/{cli,packaging,process,programs,relay}/**/*.test.ts',
  'test/endurance/{endurance,relay/run}.test.ts',
  'test/security/{canary,hostile-names,hostile-settings,local-users,search}.test.ts',
];
/** A window in a browser: as the programs. */
const windows = ['test/window/**/*.test.ts', 'test/security/window-canary.test.ts'];
/** `.ci/run` counts what this file says. */
const report = process.env.TEST_REPORT;

/** They need an Electron, a screen and a build: `npm run test:desktop`, and no plain run. */
const desktop = 'test/desktop/**/*.test.ts';
const isDesktop = process.argv.includes('desktop');

/** What is left over at the end keeps one worker busy and the other idle, so what takes longest begins. Vitest goes by the size of a file. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      /\/test\/simulation\/\w+-lane\.test\.ts$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

// What one worker has compiled of the libraries the others need not.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'backoffice-compile-cache');

/** Nothing here asserts how long it takes. What hangs is ended; what a busy machine does slowly is not. */
const PATIENCE_MS = 600_000;

export default defineConfig({
  test: {
    environment: 'node',
    maxWorkers: 2,
    testTimeout: PATIENCE_MS,
    hookTimeout: PATIENCE_MS,
    // A window asks every second, and a busy machine takes its time: what is waited for is asserted, not how long.
    expect: { poll: { timeout: 240_000 } },
    sequence: { sequencer: LongestFirst },
    reporters: report ? ['default', tellSkips(), ['json', { outputFile: report }]] : ['default', tellSkips()],
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: [
            '{shared,engine,host,demo,practice,relay,renderer,electron,test,bench,tools}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', desktop, ...programs, ...windows],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: programs,
          globalSetup: 'test/build-once.ts',
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'windows',
          include: windows,
          globalSetup: 'test/build-once.ts',
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      ...(isDesktop
        ? [
            {
              extends: true as const,
              test: {
                name: 'desktop',
                include: [desktop],
                maxWorkers: 1,
                sequence: { groupOrder: 2 },
              },
            },
          ]
        : []),
    ],
  },
});
