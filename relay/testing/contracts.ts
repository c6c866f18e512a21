import { describeAlerts } from './alerts-contract.ts';
import { describeDeliveries } from './deliveries-contract.ts';
import { describeDevices } from './devices-contract.ts';
import type { OpenStore } from './fixtures.ts';
import { describeHousekeeping } from './housekeeping-contract.ts';
import { describeLeaving } from './leaving-contract.ts';
import { describeRestored } from './restored-contract.ts';
import { describeTenants } from './tenants-contract.ts';

/** Everything a store must do. The tests of each engine run it on stores of their own. */
export function describeStore(name: string, openStore: OpenStore): void {
  describeDeliveries(name, openStore);
  describeLeaving(name, openStore);
  describeHousekeeping(name, openStore);
  describeDevices(name, openStore);
  describeTenants(name, openStore);
  describeRestored(name, openStore);
  describeAlerts(name, openStore);
}
