import { relayUrl } from '../programs/relay.ts';
import type { HandOvers } from './hand-overs.ts';
import type { RelayNetwork } from './relay-network.ts';
import type { World } from './world.ts';

export interface InternetOptions {
  readonly world: World;
  readonly network: RelayNetwork | null;
  /** Told who writes, where more than one computer could. */
  readonly handOvers: HandOvers | null;
  /** Called after each answer of a shop: it may have made something due. */
  readonly kick: () => void;
}

/** Brings a computer's request to whoever has the address; `gone` aborts when the computer's end is gone. */
export type Internet = (computer: string, request: Request, gone: AbortSignal) => Promise<Response>;

/** The addresses that our programs call: the relay's and EasyCashier's; everything else is Shopify's. */
export function createInternet({ world, network, handOvers, kick }: InternetOptions): Internet {
  const { practice, unseen } = world;
  return async (computer, request, gone) => {
    if (network && request.url.startsWith(relayUrl)) return network.computers.reach(computer, request, gone);
    const isEasyCashier = request.url.startsWith('https://easycashier.test/');
    if (handOvers) await noteWrite(handOvers, computer, request, isEasyCashier);
    const asked = isEasyCashier ? null : await request.clone().text();
    const answered = await (isEasyCashier ? practice.easycashier : practice.shopify).handle(request);
    if (asked?.includes('/Order/')) unseen.look(asked, await answered.clone().text(), () => !gone.aborted);
    kick();
    return answered;
  };
}

async function noteWrite(
  handOvers: HandOvers,
  computer: string,
  request: Request,
  isEasyCashier: boolean,
): Promise<void> {
  const { pathname } = new URL(request.url);
  if (isEasyCashier ? !pathname.includes('/stock/') : !pathname.endsWith('/graphql.json')) return;
  const body = isEasyCashier ? pathname : await request.clone().text();
  if (isEasyCashier || body.includes('mutation SetQuantities')) handOvers.wrote(computer, body.slice(0, 60));
}
