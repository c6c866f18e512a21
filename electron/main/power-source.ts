/** Sleep, network and end of the system, as Electron tells of them. */
import { BaseWindow, net, powerMonitor } from 'electron';
import type { PowerSource } from './power.ts';

/** Held: a window that is collected hears nothing. */
let ear: BaseWindow | null = null;

/** Windows tells windows alone that it ends, and a start at login has none: this one is never shown, and holds no page. */
function windowsEar(): BaseWindow | null {
  if (process.platform !== 'win32') return null;
  ear ??= new BaseWindow({ show: false, skipTaskbar: true });
  return ear;
}

export const systemPower: PowerSource = {
  // Its types name each event by itself.
  on: (event, listener) => void powerMonitor.on(event as 'suspend', listener),
  onSessionEnd: (listener) => {
    powerMonitor.on('shutdown', (event?: Electron.Event) => {
      // The system waits some seconds for who asks it to.
      event?.preventDefault();
      listener();
    });
    windowsEar()?.on('session-end', listener);
  },
  onSessionEndAsked: (listener) => void windowsEar()?.on('query-session-end', listener),
  isOnline: () => net.isOnline(),
};
