/** Both kinds of line to the desktop. The one over an IPC channel is tried with a real process in `electron/main/engine`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { FromEngine, ToEngine } from './messages.ts';
import { openParentLine } from './parent-line.ts';

const script = fileURLToPath(new URL('./testing/echo.ts', import.meta.url));
const holder = process as { parentPort?: unknown };

afterEach(() => {
  delete holder.parentPort;
});

function startAlone(stdio: 'ignore' | 'ipc') {
  return spawn(process.execPath, ['--no-warnings', script], {
    stdio: ['ignore', 'pipe', 'inherit', stdio],
    serialization: 'advanced',
  });
}

describe('a line to a utility process', () => {
  function open() {
    const posted: unknown[] = [];
    let say: (event: { data: unknown; ports: unknown[] }) => void = () => undefined;
    holder.parentPort = {
      postMessage: (message: unknown) => posted.push(message),
      on: (_event: 'message', listener: typeof say) => {
        say = listener;
      },
    };
    const line = openParentLine();
    if (line === null) throw new Error('no line');
    const [messages, ports]: [ToEngine[], unknown[]] = [[], []];
    line.onMessage((message) => messages.push(message));
    line.onPort((port) => ports.push(port));
    return {
      line,
      posted,
      messages,
      ports,
      say: (data: unknown, given: unknown[] = []) => say({ data, ports: given }),
    };
  }

  it('takes ports as they come, and says what it is told to', () => {
    const { line, posted, messages, ports, say } = open();
    const port = {};
    say({ type: 'line', line: 0 }, [port]);
    say({ type: 'stop' });
    expect(ports).toEqual([port]);
    expect(messages).toEqual([{ type: 'stop' }]);
    line.post({ type: 'serving' });
    expect(posted).toEqual([{ type: 'taken', line: 0 }, { type: 'serving' }]);
  });

  it.each([null, 'stop', {}, { type: 'exit' }, { type: 'line' }, { type: 'keychain', call: -1, answer: {} }])(
    'does not hear %j',
    (message) => {
      const { messages, ports, say } = open();
      say(message, [{}]);
      say({ type: 'line', line: 1 });
      expect([messages, ports]).toEqual([[], []]);
    },
  );
});

describe('a line to a child process', () => {
  it('does not end the process with a message nobody can read', async () => {
    const child = startAlone('ipc');
    const heard: FromEngine[] = [];
    child.on('message', (message) => heard.push(message as FromEngine));
    await expect.poll(() => heard).toEqual([{ type: 'serving' }]);
    for (const message of ['stop', { type: 'line', line: 'x' }, { type: 'data', line: 0, payload: {} }])
      child.send(message);
    child.send({ type: 'line', line: 0 });
    child.send({ type: 'data', line: 0, payload: 'still here' });
    await expect.poll(() => heard.at(-1)).toEqual({ type: 'data', line: 0, payload: 'still here' });
    child.send({ type: 'stop' });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('keeps what is said, and that it was left, until somebody listens', async () => {
    const child = startAlone('ipc');
    const heard: FromEngine[] = [];
    child.on('message', (message) => heard.push(message as FromEngine));
    await expect.poll(() => heard).toHaveLength(1);
    child.send({ type: 'line', line: 0 });
    for (const payload of ['one', 'two']) child.send({ type: 'data', line: 0, payload });
    child.send({ type: 'closed', line: 0 });
    await expect.poll(() => heard).toHaveLength(4);
    expect(heard.slice(1)).toMatchObject([{ payload: 'one' }, { payload: 'two' }, { type: 'refused' }]);
    child.kill();
    await once(child, 'exit');
  });

  it('tells the process when the desktop has gone', async () => {
    const child = startAlone('ipc');
    await once(child, 'message');
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([3, null]);
  });
});

it('there is none where nobody started the process for it', async () => {
  const child = startAlone('ignore');
  expect(await once(child, 'exit')).toEqual([64, null]);
});
