import { changeAlerts, sendTest, showAlerts, turnOff } from '../sync/alerts/change-alerts.ts';
import { os } from './base.ts';
import type { Host } from './host.ts';

/** »När det står stilla«: who is told, and when. */
export function alertHandlers({ sync, computerName }: Host) {
  return {
    show: os.alerts.show.handler(() => showAlerts(sync)),

    set: os.alerts.set.handler(async ({ input }) => {
      await changeAlerts(sync, input);
      return showAlerts(sync);
    }),

    off: os.alerts.off.handler(async () => {
      await turnOff(sync);
      return showAlerts(sync);
    }),

    test: os.alerts.test.handler(({ signal }) => sendTest(sync, computerName, signal)),
  };
}
