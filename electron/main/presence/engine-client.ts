/** Main's own line to the engine: the contract, as a window speaks it. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { MessagePortMain } from 'electron';
import type { WindowContract } from '../../../shared/contract/window.ts';

export type EngineClient = ContractRouterClient<WindowContract>;

export interface EngineLine {
  readonly client: EngineClient;
  /** Aborts when the line has broken: give it to every call, one on a dead line waits for ever. */
  readonly broken: AbortSignal;
  close(): void;
}

export function openEngineLine(port: MessagePortMain): EngineLine {
  const broken = new AbortController();
  port.on('close', () => broken.abort());
  const link = new RPCLink({ port: port as unknown as ConstructorParameters<typeof RPCLink>[0]['port'] });
  port.start();
  return {
    client: createORPCClient<EngineClient>(link),
    broken: broken.signal,
    close: () => {
      port.close();
      broken.abort();
    },
  };
}
