/** What several screens ask about the connection, under one key each, so that they ask once. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { WindowClient } from '../base/connection.ts';
import { useEngine } from '../base/engine.tsx';

type StoresAnswer = Awaited<ReturnType<WindowClient['stores']['list']>>;
export type Store = StoresAnswer['stores'][number];
export type Location = Awaited<ReturnType<WindowClient['stores']['locations']>>['locations'][number];

/** Which keys are held; never the keys. */
export function useCredentials() {
  const engine = useEngine();
  return useQuery({
    queryKey: ['credentials'],
    queryFn: ({ signal }) => engine.connection.credentials(undefined, { signal }),
  });
}

export function useStores({ everyMs }: { readonly everyMs?: number } = {}) {
  const engine = useEngine();
  return useQuery({
    queryKey: ['stores'],
    queryFn: ({ signal }) => engine.stores.list(undefined, { signal }),
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}

/** What people call a store; its number until it is known. */
export function useStoreName(): (storeNumber: string) => string {
  const stores = useStores().data?.stores;
  return useCallback(
    (storeNumber) => stores?.find((store) => store.storeNumber === storeNumber)?.name ?? storeNumber,
    [stores],
  );
}

/** Shopify's own list; asked for again only when something about places has changed. */
export function useLocations(isEnabled: boolean) {
  const engine = useEngine();
  return useQuery({
    queryKey: ['locations'],
    queryFn: ({ signal }) => engine.stores.locations(undefined, { signal }),
    enabled: isEnabled,
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });
}

/** The pre-flight reads both sides for real, which takes its time: kept until something it looks at has changed. */
export function usePreflight(isEnabled: boolean) {
  const engine = useEngine();
  return useQuery({
    queryKey: ['check'],
    queryFn: ({ signal }) => engine.connection.check(undefined, { signal }),
    enabled: isEnabled,
    staleTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** Something about the connection has changed: whoever shows it asks again. */
export function useConnectionChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    const keys = ['status', 'host', 'credentials', 'stores', 'locations', 'check', 'webhooks'];
    await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
  };
}
