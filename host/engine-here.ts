/** The engine in this process, on a data directory nobody else uses: for the demo and for tests. */
import { type Engine, openEngine } from '../engine/engine.ts';
import type { Secrets } from '../engine/ports.ts';
import { readEnvironment } from './system/environment.ts';
import { connectionOverrides, timingOverrides } from './system/overrides.ts';
import { createRedactor } from './system/redaction.ts';
import { createSecrets } from './system/secrets.ts';
import { createSystemPorts } from './system/system-ports.ts';

/** Set up by the same variables as a command, and with no keychain but the caller's. */
export async function openEngineHere(
  dataDir: string,
  variables: Readonly<Record<string, string>>,
  keychain: Secrets | null = null,
): Promise<Engine> {
  const environment = readEnvironment(variables);
  const redactor = createRedactor();
  const secrets = createSecrets({
    environment,
    redactor,
    keychain: { open: () => Promise.resolve(keychain), reopen: () => Promise.resolve() },
    onEnvironmentOnly: () => undefined,
  });
  return openEngine({
    ports: createSystemPorts(dataDir, environment, secrets, redactor),
    dataDir,
    overrides: connectionOverrides(environment),
    timing: timingOverrides(environment),
  });
}
