/**
 * What keeps a call from its server, by its true name.
 * - `noNetwork`: this computer has no network
 * - `nameNotFound`: nobody knows the server's name
 * - `proxyRefuses`: the network's proxy cannot be reached or does not let the call through
 * - `certificateUnknown`: whoever answers cannot prove to be the server; a virus scanner or the network reads the traffic
 * - `certificateDate`: the certificate does not hold today, by this computer's clock
 * - `serverDown`: the server turns the call away, breaks off, says nothing, or says that it is at fault
 */
export const networkFailures = [
  'noNetwork',
  'nameNotFound',
  'proxyRefuses',
  'certificateUnknown',
  'certificateDate',
  'serverDown',
] as const;
export type NetworkFailure = (typeof networkFailures)[number];
