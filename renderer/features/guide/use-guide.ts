/** Where the guide stands, from what the engine says and from nothing else: it can be left and taken up anywhere. */
import { useQuery } from '@tanstack/react-query';
import { useEngine, useHost, useStatus } from '../../base/engine.tsx';
import { useCredentials, useStores } from '../../components/use-connection.ts';

/** `health` only once it is activated; `finish` is the last page. */
export type View = 'health' | 'app' | 'places' | 'activate' | 'webhooks' | 'finish';
export const steps = ['app', 'places', 'activate', 'webhooks'] as const;
export type StepName = (typeof steps)[number];

export function useWebhooks(isEnabled: boolean) {
  const engine = useEngine();
  return useQuery({
    queryKey: ['webhooks'],
    queryFn: ({ signal }) => engine.webhooks.status(undefined, { signal }),
    enabled: isEnabled,
    refetchInterval: 5_000,
    retry: false,
  });
}

export function useGuide() {
  const status = useStatus();
  const host = useHost();
  const credentials = useCredentials();
  const stores = useStores();
  const isShopify = credentials.data?.shopify === true && status?.shop != null;
  const isEasyCashier = credentials.data?.easycashier === true && status?.company != null;
  const mapped = stores.data?.stores.filter((store) => store.locationId !== null).length ?? 0;
  const done: Readonly<Record<StepName, boolean>> = {
    app: isShopify && isEasyCashier,
    places: mapped > 0,
    activate: status?.activatedAt != null,
    webhooks: status?.webhooks === 'ok',
  };
  const first = steps.find((step) => !done[step]);
  return {
    isReady: status !== undefined && host !== undefined && !credentials.isPending && !stores.isPending,
    error: credentials.error ?? stores.error,
    refetch: () => void Promise.all([credentials.refetch(), stores.refetch()]),
    isShopify,
    isEasyCashier,
    mapped,
    done,
    /** Where to begin, or to go on. */
    start: done.activate ? ('health' as View) : (first ?? ('finish' as View)),
  };
}
export type Guide = ReturnType<typeof useGuide>;
