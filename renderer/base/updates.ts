/** New versions of the program, as the desktop says; in a browser there are none. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { desktopShell, isDesktop } from './desktop.ts';

const LOOK_MS = 2_000;

/** Null: in a browser, or not known yet. */
export function useUpdates() {
  const asked = useQuery({
    queryKey: ['desktop', 'updates'],
    queryFn: async () => (await (await desktopShell())?.updates.state()) ?? null,
    enabled: isDesktop(),
    refetchInterval: LOOK_MS,
  });
  return { state: asked.data ?? null, ask: () => void asked.refetch() };
}

/** »Uppdatera nu«: the program asks what it has to ask, and ends. */
export function useInstallUpdate() {
  return useMutation({ mutationFn: async () => (await desktopShell())?.updates.install() });
}
