/** Whether the engine can be kept alive, as the desktop says, while there is no line to it. */
import { useQuery } from '@tanstack/react-query';
import type { EngineDeath } from '../../shared/contract/shell.ts';
import { desktopShell, isDesktop } from './desktop.ts';
import { useLine } from './engine.tsx';

const LOOK_MS = 1_000;

/** How it died last; null: there is a line, or one may come in a moment, or nobody here can tell. */
export function useFailingEngine(): EngineDeath | null {
  const isAway = useLine().state !== 'open';
  const desktop = useQuery({
    queryKey: ['desktop', 'engine'],
    queryFn: async () => (await (await desktopShell())?.state()) ?? null,
    enabled: isDesktop() && isAway,
    refetchInterval: LOOK_MS,
  }).data;
  return isAway && desktop?.engine === 'failing' ? desktop.death : null;
}
