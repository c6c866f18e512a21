/** What systemd reads to keep the engine running without anybody at the computer. */

/** The engine as a service. Paths are whole. */
export interface ServicePlan {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export const SERVICE_NAME = 'easycashier-backoffice';

/** Needs no rights and no namespaces of its own: it holds for a service of a user as well. */
const hardening = [
  'NoNewPrivileges=yes',
  'UMask=0077',
  'LockPersonality=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'RestrictNamespaces=yes',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
  'SystemCallArchitectures=native',
];

/** Only systemd itself can shut these off. */
const systemHardening = [
  'DynamicUser=yes',
  `StateDirectory=${SERVICE_NAME}`,
  'StateDirectoryMode=0700',
  'CapabilityBoundingSet=',
  'AmbientCapabilities=',
  'ProtectSystem=strict',
  'ProtectHome=read-only',
  'ProtectProc=invisible',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'ProtectControlGroups=yes',
  'PrivateDevices=yes',
  'PrivateTmp=yes',
  'SystemCallFilter=@system-service',
  'SystemCallErrorNumber=EPERM',
];

/**
 * What root did in the service's folder while it stood still, as connecting it, is root's: as itself the service could not open it. The folder
 * itself is given to its user by systemd, before this.
 */
const stateFolder = `/var/lib/private/${SERVICE_NAME}`;
const takeBack = `ExecStartPre=+chown --recursive --no-dereference --reference=${stateFolder} ${stateFolder}`;

/**
 * A unit that starts with the computer (`system`, as a user of its own that systemd makes) or with the user, and again after every end but a
 * command that was written wrong.
 */
export function systemdUnit({ command, environment }: ServicePlan, scope: 'user' | 'system'): string {
  const lines = [
    '[Unit]',
    'Description=EasyCashier BackOffice and Shopify: keeps the stock equal',
    // It waits for the network itself: whoever installs it where there is none need not.
    'After=network.target',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    ...(scope === 'system' ? [takeBack] : []),
    `ExecStart=${command.map(quoted).join(' ')}`,
    ...Object.entries(environment).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
    'Restart=always',
    'RestartSec=10',
    'RestartPreventExitStatus=2',
    // It finishes what is on its way; what is not finished then is written down.
    'TimeoutStopSec=30',
    ...hardening,
    ...(scope === 'system' ? systemHardening : []),
    '',
    '[Install]',
    `WantedBy=${scope === 'system' ? 'multi-user.target' : 'default.target'}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** As `systemd.syntax(7)` and `systemd.service(5)` have it: nothing in it is a specifier, a variable or the end of the word. */
function quoted(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$');
  return `"${escaped}"`;
}
