/** New versions of the program: looked for, brought, put in place. What is so now, for window, menu and tray. */
import type { UpdateState } from '../../../shared/contract/updates.ts';
import { createFacts, type FollowedFacts } from './facts.ts';
import { type LookOptions, lookOnce } from './look.ts';
import type { ReleaseSource } from './release.ts';
import { createWaiting, type Waiting } from './waiting.ts';

interface UpdatesOptions extends Omit<LookOptions, 'source' | 'waiting' | 'facts'> {
  /** Null: no updates. */
  readonly source: ReleaseSource | null;
  /** Copies the ledger, which nobody has open. @throws where there is no room */
  readonly copyLedger: () => void;
}

export interface Updates {
  state(): UpdateState;
  /** Told at every change. */
  follow(listener: (state: UpdateState) => void): void;
  /** Does not reject: what went wrong is in the state. */
  look(by: 'hand' | 'schedule'): Promise<void>;
  setOn(on: boolean): void;
  /** With the engine ended. The program ends when it goes well. @throws UpdateTrouble; the next start says it too */
  install(): Promise<void>;
  /**
   * At a start, before the engine: puts in place what was brought before, once, and then the program ends. Where there is nothing, or it does
   * not go, it resolves.
   */
  installWaiting(): Promise<void>;
}

export function createUpdates(options: UpdatesOptions): Updates {
  const { source, memory, log, bringer } = options;
  const facts = createFacts(log);
  const waiting = createWaiting({ ...options, keys: source?.keys ?? [] });
  const putInPlace = installer({ memory, facts, waiting, bringer, copyLedger: options.copyLedger });
  const state = (): UpdateState => ({
    way: source === null ? 'none' : options.way.is,
    isOn: memory.get().isOn,
    ...facts.current(),
  });

  /** One after the other. */
  let last: Promise<void> = Promise.resolve();
  const look: Updates['look'] = (by) => {
    if (source === null || options.way.is === 'none') return last;
    if (by === 'schedule' && (!memory.get().isOn || facts.current().doing !== null)) return last;
    last = last.then(() => lookOnce({ ...options, source, facts, waiting }, by === 'hand'));
    return last;
  };

  return {
    ...putInPlace,
    state,
    follow: (listener) => facts.follow(() => listener(state())),
    look,
    setOn: (on) => {
      memory.change({ isOn: on });
      facts.become({});
    },
  };
}

interface InstallerOptions extends Pick<UpdatesOptions, 'memory' | 'bringer' | 'copyLedger'> {
  readonly facts: FollowedFacts;
  readonly waiting: Waiting;
}

function installer({
  memory,
  facts,
  waiting,
  bringer,
  copyLedger,
}: InstallerOptions): Pick<Updates, 'install' | 'installWaiting'> {
  const install = async () => {
    if (bringer === null || facts.current().found?.is !== 'ready') return;
    facts.become({ doing: 'installing', trouble: null });
    try {
      copyLedger();
      // Whoever is started again in the old version knows by this that it did not go.
      waiting.tried('failed');
      await bringer.install();
    } catch (error) {
      const trouble = facts.trouble(error, 'installing');
      waiting.tried(trouble.code);
      facts.become({ doing: null });
      throw trouble;
    }
  };
  const installWaiting = async () => {
    if (bringer === null) return;
    const kept = await waiting.find();
    if (kept === null) return;
    try {
      await bringer.bring(kept.manifest, () => undefined);
    } catch (error) {
      facts.trouble(error, 'a start');
      return;
    }
    facts.become({ found: { is: 'ready', version: kept.manifest.version }, trouble: kept.failed });
    if (kept.failed === null && memory.get().isOn) await install().catch(() => undefined);
  };
  return { install, installWaiting };
}
