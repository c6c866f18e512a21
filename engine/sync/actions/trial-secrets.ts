import type { Ports, SecretName } from '../../ports.ts';

/** Ports with secrets that are tried before they are stored. Null is »none«, whatever is stored. */
export function withSecrets(ports: Ports, trial: Partial<Record<SecretName, string | null>>): Ports {
  return {
    ...ports,
    secrets: {
      get: async (name) => {
        const value = trial[name];
        return value === undefined ? ports.secrets.get(name) : value;
      },
      set: async () => undefined,
      delete: async () => undefined,
    },
  };
}
