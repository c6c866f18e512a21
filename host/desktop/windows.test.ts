import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createWindows } from './windows.ts';

const os = implement({ where: oc.output(z.string()) });
const session = (name: string) => ({ where: os.where.handler(() => name) });
const silent = () => undefined;

function connect(windows: ReturnType<typeof createWindows>): {
  client: { where(): Promise<string> };
  port: MessagePort;
} {
  const { port1, port2 } = new MessageChannel();
  windows.take(port2);
  return { client: createORPCClient(new RPCLink({ port: port1 })), port: port1 };
}

const isClosed = (port: MessagePort) =>
  new Promise<true>((resolve) => port.once('close', () => resolve(true)));

describe('the lines of the windows', () => {
  it('that come before a session wait for it', async () => {
    const windows = createWindows();
    const { client, port } = connect(windows);
    const answer = client.where();
    await windows.serve(session('real'), silent);
    expect(await answer).toBe('real');
    port.close();
  });

  it('are cut off when their session ends, and those that come then wait for the next', async () => {
    const windows = createWindows();
    const real = await windows.serve(session('real'), silent);
    const [one, two] = [connect(windows), connect(windows)];
    expect([await one.client.where(), await two.client.where()]).toEqual(['real', 'real']);
    const cut = [isClosed(one.port), isClosed(two.port)];
    await real.close();
    expect(await Promise.all(cut)).toEqual([true, true]);
    const between = connect(windows);
    const answer = between.client.where();
    await windows.serve(session('practice'), silent);
    expect(await answer).toBe('practice');
    between.port.close();
  });

  it('that a window has closed are forgotten', async () => {
    const windows = createWindows();
    const real = await windows.serve(session('real'), silent);
    const { client, port } = connect(windows);
    await client.where();
    const closed = isClosed(port);
    port.close();
    await closed;
    await real.close();
  });
});
