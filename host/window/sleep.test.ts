/** An engine whose computer falls asleep: what it has is finished, nothing is begun, and it looks at both sides anew when it wakes. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEnvironment } from '../system/environment.ts';
import { createKeychainGate } from '../system/keychain-gate.ts';
import { createPower } from '../system/power.ts';
import { createRedactor } from '../system/redaction.ts';
import { createWindowSecrets } from '../system/session-secrets.ts';
import { runSessions } from './sessions.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'backoffice-sleep-')));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** What happens, in order; each can be waited for. */
function diary() {
  const lines: string[] = [];
  let next = Promise.withResolvers<void>();
  return {
    lines,
    write: (line: string) => {
      lines.push(line);
      next.resolve();
      next = Promise.withResolvers();
    },
    until: async (count: number) => {
      while (lines.length < count) await next.promise;
    },
  };
}

function start() {
  const power = createPower();
  const ending = new AbortController();
  const { lines, write, until } = diary();
  const environment = readEnvironment({ BACKOFFICE_SECRETS: 'memory' });
  const redactor = createRedactor();
  const ended = runSessions(
    {
      dataDir,
      environment,
      redactor,
      secrets: createWindowSecrets(
        environment,
        redactor,
        createKeychainGate(() => Promise.resolve(null)),
      ),
      version: '0',
      power,
      serve: async () => {
        write('serves');
        return { close: async () => write('closed') };
      },
    },
    ending.signal,
  ).then(() => write('ended'));
  return { power, lines, until, end: () => ending.abort(), ended };
}

it('closes when the computer falls asleep, and opens again when it wakes', async () => {
  const { power, lines, until, end, ended } = start();
  await until(1);
  power.tell('asleep');
  await until(2);
  // However long it sleeps: there is time for everything that could begin.
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  expect(lines).toEqual(['serves', 'closed']);
  power.tell('awake');
  await until(3);
  end();
  await ended;
  expect(lines).toEqual(['serves', 'closed', 'serves', 'closed', 'ended']);
});

it('opens again where it wakes before all of it was finished', async () => {
  const { power, lines, until, end, ended } = start();
  await until(1);
  power.tell('asleep');
  power.tell('awake');
  await until(3);
  expect(lines).toEqual(['serves', 'closed', 'serves']);
  end();
  await ended;
});

it('ends in its sleep', async () => {
  const { power, lines, until, end, ended } = start();
  await until(1);
  power.tell('asleep');
  await until(2);
  end();
  await ended;
  expect(lines).toEqual(['serves', 'closed', 'ended']);
});

it('is not disturbed by a network that is back', async () => {
  const { power, lines, until, end, ended } = start();
  await until(1);
  power.tell('networkBack');
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  expect(lines).toEqual(['serves']);
  end();
  await ended;
});
