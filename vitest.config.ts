import { defineConfig } from 'vitest/config';
import { tellSkips } from './test/tell-skips.ts';

/** Tests that start programs, or count the time of a real clock: nothing else runs beside them. */
const programs = [
  'host/host.test.ts',
  'host/cli/{backoffice,end-to-end}.test.ts',
  'host/system/keychain.test.ts',
  'host/desktop/{parent-line,relay-thread}.test.ts',
  'electron/main/engine/node-engine.test.ts',
  'test/{cli,packaging,process,programs,relay}/**/*.test.ts',
  'test/endurance/endurance.test.ts',
  'test/security/{canary,search}.test.ts',
  'test/window/large.test.ts',
];
/** A window in a browser waits more than it works, and asserts no time: two of them side by side. */
const windows = ['test/window/**/*.test.ts', 'test/security/window-canary.test.ts'];
/** `.ci/run` counts what this file says. */
const report = process.env.TEST_REPORT;

/** They need an Electron, a screen and a build: `npm run test:desktop`, and no plain run. */
const desktop = 'test/desktop/**/*.test.ts';
const isDesktop = process.argv.includes('desktop');

export default defineConfig({
  test: {
    environment: 'node',
    maxWorkers: 2,
    // A window asks every second, and a busy machine takes its time: what is waited for is asserted, not how long.
    expect: { poll: { timeout: 20_000 } },
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
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: programs,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'windows',
          include: windows,
          exclude: ['**/node_modules/**', ...programs],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 2 },
        },
      },
      ...(isDesktop
        ? [
            {
              extends: true as const,
              test: {
                name: 'desktop',
                include: [desktop],
                testTimeout: 60_000,
                hookTimeout: 60_000,
                maxWorkers: 1,
                sequence: { groupOrder: 3 },
              },
            },
          ]
        : []),
    ],
  },
});
