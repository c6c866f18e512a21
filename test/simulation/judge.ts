import type { CutOver } from './cut-over.ts';
import { violations } from './oracle.ts';
import { alarmViolations, relayViolations } from './relay-oracle.ts';
import type { Rest } from './rest.ts';
import type { Stage } from './stage.ts';

/** Compares all sides at quiet: the shops, the relay, the ledgers and who wrote. Adds what is wrong to the scene's findings. */
export async function judge(
  { scene, computers, handOvers, restores }: Stage,
  { activatedAt, openOrders, openBefore }: CutOver,
  { engine, lastLine }: Rest,
  toggled: ReadonlySet<string>,
): Promise<void> {
  const { practice, world, relay, found } = scene;
  // Whether what was counted as taken before the cut-over lay in the one store or the other nobody can know.
  const displaced =
    openOrders === 'taken' ? [...world.unseen.displaced].filter((orderId) => openBefore.has(orderId)) : [];
  const hasForgotten = restores?.hasForgotten() ?? false;
  const ledgers = computers.map((computer) => computer.engine().ledger);
  if (relay) found.push(...(await alarmViolations(scene, relay, engine, lastLine)));
  found.push(
    ...violations({
      practice,
      ledger: engine.ledger,
      activatedAt,
      openOrders,
      openBefore,
      toggled,
      blurred: new Set([
        ...(handOvers || hasForgotten ? world.unseen.mixed : world.unseen.blurred),
        ...(hasForgotten ? world.unseen.moved : []),
        ...(handOvers?.answers.elsewhere ?? []),
        ...displaced,
      ]),
      hidden: world.hard?.hidden() ?? new Set(),
      isInDoubt: (order) => (handOvers ?? restores)?.isInDoubt(order) ?? false,
    }),
  );
  found.push(...(world.hard?.massZero.violations() ?? []));
  if (relay) found.push(...(await relayViolations(scene, relay, engine, { ledgers, hasForgotten })));
  found.push(...(handOvers?.violations() ?? []));
}
