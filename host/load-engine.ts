/** What the host needs of the engine, and the one place that loads it. */
import { hostname } from 'node:os';
import type { Router } from '@orpc/server';
import type { ConnectionOverrides, Engine, EngineOptions } from '../engine/engine.ts';
import type { Ports } from '../engine/ports.ts';

export type Client = Engine['client'];

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
  readonly timing?: EngineOptions['timing'];
  readonly held?: EngineOptions['held'];
}) => Promise<HostedEngine>;

/** Loaded only by the process that owns the data directory: a remote command starts faster without it. */
export const openRealEngine: OpenEngine = async (options) => {
  const { openEngine } = await import('../engine/engine.ts');
  return openEngine({ ...options, computerName: hostname() });
};
