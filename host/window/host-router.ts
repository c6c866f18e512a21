/** The contract's `host` part: which session this is, where secrets go, the practice shops. */
import { implement, ORPCError } from '@orpc/server';
import { Refusal } from '../../engine/refusal.ts';
import {
  type HostState,
  host as hostContract,
  type KeptCopy,
  type World,
} from '../../shared/contract/host.ts';
import { parseBuffers } from '../cli/buffer-csv.ts';
import { parseArticleNumbers } from '../cli/csv.ts';
import type { PracticeActs } from '../practice/practice-acts.ts';
import type { WindowSecrets } from '../system/session-secrets.ts';
import type { SupportReport } from '../system/support-report.ts';

export interface HostRig {
  /** What the window is shown. */
  state(): Promise<HostState>;
  /** Ends this session once the answer is out, and opens one of the other kind. */
  goTo(world: World, articles?: number): void;
  /** In the data directory. */
  copies(): KeptCopy[];
  /** Ends this session and opens the next with this copy. */
  restore(name: string): void;
  /** Ends this session and opens the next with the file that another computer has left. */
  openMoved(path: string): void;
  /** For somebody who helps. */
  report(): Promise<SupportReport>;
  readonly secrets: WindowSecrets;
  /** Null outside practice mode. */
  readonly practice: PracticeActs | null;
}

const os = implement({ host: hostContract }).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new ORPCError('REFUSED', { status: 422, data: { code: error.code, args: error.args } });
  }
});

export function createHostRouter(rig: HostRig) {
  const acts = (): PracticeActs => {
    if (rig.practice === null) throw new Refusal('notSupported');
    return rig.practice;
  };
  return {
    state: os.host.state.handler(() => rig.state()),
    enterPractice: os.host.enterPractice.handler(({ input }) => rig.goTo('practice', input.articles)),
    leavePractice: os.host.leavePractice.handler(() => rig.goTo('real')),
    tryAgain: os.host.tryAgain.handler(async () => rig.goTo((await rig.state()).world)),
    copies: os.host.copies.handler(() => ({ copies: rig.copies() })),
    restore: os.host.restore.handler(({ input }) => rig.restore(input.name)),
    openMoved: os.host.openMoved.handler(({ input }) => rig.openMoved(input.path)),
    report: os.host.report.handler(() => rig.report()),
    keepSecretsForSession: os.host.keepSecretsForSession.handler(async () => ({
      secrets: await rig.secrets.keepForSession(),
    })),
    readArticleNumbers: os.host.readArticleNumbers.handler(async ({ input }) => ({
      articleNumbers: await parseArticleNumbers(Buffer.from(input.base64, 'base64'), input.file),
    })),
    readBuffers: os.host.readBuffers.handler(async ({ input }) => ({
      buffers: await parseBuffers(Buffer.from(input.base64, 'base64'), input.file),
    })),
    practice: {
      goods: os.host.practice.goods.handler(({ input }) => ({
        goods: acts().goods(input.search ?? '', input.limit),
      })),
      till: os.host.practice.till.handler(({ input }) =>
        acts().till(input.what, input.articleNumber, input.storeNumber, input.quantity),
      ),
      orders: os.host.practice.orders.handler(() => ({ orders: acts().orders() })),
      order: os.host.practice.order.handler(({ input }) =>
        acts().order(input.articleNumber, input.quantity, input.storeNumber),
      ),
      cancelOrder: os.host.practice.cancelOrder.handler(({ input }) => acts().cancelOrder(input.order)),
      changeInShopify: os.host.practice.changeInShopify.handler(({ input }) =>
        acts().changeInShopify(input.articleNumber, input.storeNumber, input.quantity),
      ),
      setAway: os.host.practice.setAway.handler(async ({ input }) => {
        acts().setAway(input.side, input.away);
        return rig.state();
      }),
    },
  };
}
