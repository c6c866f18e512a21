/** The computer sleeps, wakes and is shut down, as the system tells the program. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { socketAddress } from '../../host/socket.ts';
import { connectRemote } from '../../host/socket-client.ts';
import { eventually, type Person, personAt } from '../window/person.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { whyNot } from './runtime.ts';

describe.skipIf(whyNot !== null)(`a computer${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  let desktop: Desktop;
  let person: Person;

  beforeAll(async () => {
    desktop = await startDesktop();
    person = personAt(desktop, 'sv');
    await person.button('window.welcome.practise').waitFor();
  });
  afterAll(() => desktop?.end());

  const say = (event: 'suspend' | 'resume') =>
    desktop.app.evaluate(({ powerMonitor }, said) => void powerMonitor.emit(said), event);
  const isOpen = async () => {
    const remote = await connectRemote(socketAddress(desktop.dataDir));
    remote?.close();
    return remote !== null;
  };

  it('that falls asleep finds the ledger closed, and nothing works on', async () => {
    expect(await isOpen()).toBe(true);
    await say('suspend');
    await eventually(isOpen).toBe(false);
    expect(await desktop.inspect()).toMatchObject({ engine: 'running', restarts: 0 });
  });

  it('that wakes has all of it again, and the window too', async () => {
    await say('resume');
    await eventually(isOpen).toBe(true);
    await person.button('window.welcome.practise').waitFor();
    await eventually(async () => (await desktop.inspect()).tray).toBe('off');
    expect((await desktop.inspect()).restarts).toBe(0);
  });

  it('that is shut down is waited for, and the program ends in order', async () => {
    const { pid } = await desktop.inspect();
    const code = await desktop.quit(() =>
      desktop.app.evaluate(
        ({ powerMonitor }) => void powerMonitor.emit('shutdown', { preventDefault: () => 0 }),
      ),
    );
    expect(code).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow();
  });
});
