/** What the host needs of the engine, and the one place that loads it. */
import type { ContractRouterClient } from '@orpc/contract';
import type { Router } from '@orpc/server';
import type { Ports } from '../engine/ports.ts';
import type { Contract } from '../shared/contract/contract.ts';

export interface ConnectionOverrides {
  readonly easycashier?: { readonly url?: string; readonly company?: string; readonly username?: string };
  readonly shopify?: { readonly shop?: string; readonly url?: string; readonly clientId?: string };
  readonly multipleLocations?: boolean;
  readonly pollSeconds?: number;
}

export type Client = ContractRouterClient<Contract>;

export interface HostedEngine {
  readonly client: Client;
  // biome-ignore lint/suspicious/noExplicitAny: the handler takes a router of any contract
  readonly router: Router<any, Record<never, never>>;
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export type OpenEngine = (options: {
  readonly ports: Ports;
  readonly dataDir: string;
  readonly overrides: ConnectionOverrides;
}) => Promise<HostedEngine>;

/** Loaded only by the process that owns the data directory: a remote command starts faster without it. */
export const openRealEngine: OpenEngine = async (options) => {
  const path = '../engine/engine.ts';
  const { openEngine } = (await import(path)) as { openEngine: OpenEngine };
  return openEngine(options);
};
