/** The engine as the screens see it: a client, the state of the line, and what went wrong as sentences. */
import { ORPCError } from '@orpc/client';
import { QueryClient, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react';
import type { Status } from '../../shared/contract/activity.ts';
import type { RefusalArgs, RefusalCode } from '../../shared/contract/base.ts';
import { explainRefusal } from '../../shared/i18n/sentences.ts';
import { type Connection, LineBroken, type LineState, type WindowClient } from './connection.ts';
import { isDesktop } from './desktop.ts';
import { useLanguage } from './locale.tsx';

const ConnectionContext = createContext<Connection | null>(null);

/** Answers are kept for as long as a screen shows them; a refusal is an answer, not a reason to ask again. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => error instanceof LineBroken && count < 20,
        retryDelay: 500,
        staleTime: 0,
        refetchOnWindowFocus: true,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** To another world and back can be asked for twice: where the line is just then between two of them, it is asked again. */
export const acrossWorlds = {
  retry: (count: number, error: Error) => error instanceof LineBroken && count < 20,
  retryDelay: 300,
};

interface EngineProviderProps {
  readonly connection: Connection;
  readonly queries: QueryClient;
  readonly children: ReactNode;
}

/** Another engine may have other truths: a new line makes every screen ask again. */
export function EngineProvider({ connection, queries, children }: EngineProviderProps) {
  useEffect(() => {
    let seen = connection.generation();
    return connection.subscribe(() => {
      if (connection.generation() === seen) return;
      seen = connection.generation();
      void queries.invalidateQueries();
    });
  }, [connection, queries]);
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new Error('no EngineProvider');
  return connection;
}

export function useEngine(): WindowClient {
  return useConnection().client;
}

export function useLine(): { readonly state: LineState; readonly generation: number } {
  const connection = useConnection();
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  const generation = useSyncExternalStore(connection.subscribe, connection.generation);
  return { state, generation };
}

/** What a window without its line says, as keys. A browser has to be let in again by a program that was started again. */
export function awayWords(state: LineState) {
  return {
    what: state === 'shut' ? 'window.trouble.shut.what' : 'window.trouble.away.what',
    stock: 'window.trouble.away.stock',
    next:
      state === 'shut'
        ? 'window.trouble.shut.next'
        : isDesktop()
          ? 'window.trouble.away.next'
          : 'window.trouble.away.nextInBrowser',
  } as const;
}

const STATUS_MS = 1_000;

/** What the whole window rests on; asked again every second. */
export function useStatus(): Status | undefined {
  const engine = useEngine();
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => engine.activity.status(undefined, { signal }),
    refetchInterval: STATUS_MS,
  }).data;
}

/** The program around the engine: the world, the secrets, the practice shops. */
export function useHost() {
  const engine = useEngine();
  return useQuery({
    queryKey: ['host'],
    queryFn: ({ signal }) => engine.host.state(undefined, { signal }),
    refetchInterval: 5_000,
  }).data;
}

export interface Explained {
  /** Null: nothing the contract knows. */
  readonly code: RefusalCode | null;
  readonly args: RefusalArgs;
  readonly what: string;
  readonly stock: string;
  readonly next: string;
}

/** What went wrong, in three sentences; a code only where a screen wants to do something about it. */
export function useExplain(): (error: unknown) => Explained {
  const { translator, t } = useLanguage();
  return (error) => {
    const refusal = refusalOf(error);
    if (refusal !== null) return { ...refusal, ...explainRefusal(translator, refusal.code, refusal.args) };
    if (error instanceof LineBroken) {
      const { what, stock, next } = awayWords('lost');
      return { code: null, args: {}, what: t(what), stock: t(stock), next: t(next) };
    }
    const kind = error instanceof ORPCError && error.code === 'BAD_REQUEST' ? 'input' : 'unexpected';
    return {
      code: null,
      args: {},
      what: t(`window.trouble.${kind}.what`),
      stock: t(`window.trouble.${kind}.stock`),
      next: t(`window.trouble.${kind}.next`),
    };
  };
}

export function refusalOf(error: unknown): { code: RefusalCode; args: RefusalArgs } | null {
  if (!(error instanceof ORPCError) || error.code !== 'REFUSED') return null;
  const data = error.data as { code?: RefusalCode; args?: RefusalArgs } | undefined;
  if (data?.code === undefined) return null;
  return { code: data.code, args: data.args ?? {} };
}
