/** An engine's process that knows nothing but its lines: echoes what windows say, and does what it is told in words. */
import { setTimeout } from 'node:timers/promises';
import { createLentKeychain } from '../lent-keychain.ts';
import { openParentLine } from '../parent-line.ts';

const line = openParentLine();
if (line === null) {
  process.stdout.write('nobody started me');
  process.exit(64);
}
const openKeychain = createLentKeychain(line);
line.onMessage(({ type }) => {
  if (type === 'stop') process.exit(0);
});
line.onGone(() => process.exit(3));
line.onPort(async (port) => {
  // As between two sessions: a port has come, and nobody listens yet.
  await setTimeout(100);
  port.on('close', () => line.post({ type: 'refused', code: 'notSupported', args: { closed: 'yes' } }));
  port.on('message', async (event) => {
    const said = typeof event === 'object' && event !== null && 'data' in event ? event.data : event;
    if (said === 'hang up') port.close();
    else if (said === 'die') process.exit(7);
    else if (said === 'throw')
      setImmediate(() => {
        throw new Error('the last word');
      });
    else if (said === 'secret')
      port.postMessage((await (await openKeychain())?.get('easycashier.password')) ?? 'none');
    else port.postMessage(said);
  });
  port.start();
});
line.post({ type: 'serving' });
