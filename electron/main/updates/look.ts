/** One look at the server, and what follows from it. */
import type { FoundUpdate } from '../../../shared/contract/updates.ts';
import { ourTime } from '../../../shared/words/time.ts';
import type { Bringer } from './bringer.ts';
import { installCommand } from './command.ts';
import type { FollowedFacts } from './facts.ts';
import { type Judgement, judge } from './judgement.ts';
import type { UpdateMemory } from './kept.ts';
import type { Log } from './log.ts';
import { filesOfKind } from './manifest.ts';
import type { ReleaseSource } from './release.ts';
import { type Fetch, readSource, type Signed } from './source.ts';
import type { Waiting } from './waiting.ts';
import type { Way } from './way.ts';

export interface LookOptions {
  readonly source: ReleaseSource;
  readonly way: Way;
  /** Of the manifest on the server. */
  readonly name: string;
  /** Where this installation installs by itself. */
  readonly bringer: Bringer | null;
  readonly current: string;
  /** `os.release()`. */
  readonly system: string;
  readonly arch: string;
  readonly memory: UpdateMemory;
  readonly waiting: Waiting;
  readonly facts: FollowedFacts;
  readonly fetch: Fetch;
  readonly log: Log;
  readonly random: () => number;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Does not reject: what went wrong is in the facts. */
export async function lookOnce(options: LookOptions, isByHand: boolean): Promise<void> {
  const { facts } = options;
  facts.become({ doing: 'looking', trouble: null });
  try {
    const signed = await readSource({ ...options.source, name: options.name }, options.fetch);
    const judgement = judgeAndRemember(options, signed, isByHand);
    facts.become({ lookedAt: ourTime(options.now()) });
    await take(options, signed, judgement);
  } catch (error) {
    facts.trouble(error, 'looking');
    if (facts.current().found?.is === 'fetching') facts.become({ found: null });
  }
  facts.become({ doing: null });
}

function judgeAndRemember(options: LookOptions, { manifest }: Signed, isByHand: boolean): Judgement {
  const { current, system, memory, log } = options;
  const { version, signedAt } = manifest;
  const { seen, place: kept } = memory.get();
  const place = kept ?? options.random();
  const judgement = judge(manifest, { current, system, seen, isByHand, place });
  memory.change({ place, seen: { version, signedAt } });
  log('looked for updates', { version, signedAt, judgement, isByHand });
  return judgement;
}

/** What was brought before and is no longer on offer goes: its maker has taken it back. */
async function take(options: LookOptions, signed: Signed, judgement: Judgement): Promise<void> {
  const { source, way, bringer, waiting, facts } = options;
  const { manifest } = signed;
  const { version } = manifest;
  if (judgement === 'later' && manifest.stagingPercentage !== 0 && facts.current().found?.version === version)
    return;
  if (judgement !== 'offered') {
    waiting.forget();
    facts.become({ found: foundBy(judgement, version, source) });
  } else if (way.is === 'command') {
    const [file] = filesOfKind(manifest, way.extension, options.arch);
    if (file === undefined) return;
    const command = installCommand(way.extension, source.address, file);
    facts.become({ found: { is: 'command', version, command } });
  } else if (bringer !== null) await bring(options, bringer, signed);
}

function foundBy(judgement: Judgement, version: string, { address }: ReleaseSource): FoundUpdate | null {
  if (judgement === 'byHand') return { is: 'byHand', version, address: address.href };
  return judgement === 'systemTooOld' ? { is: 'systemTooOld', version } : null;
}

async function bring({ facts, waiting }: LookOptions, bringer: Bringer, signed: Signed): Promise<void> {
  const { version } = signed.manifest;
  const { found } = facts.current();
  const isHere = found?.is === 'ready' && found.version === version;
  const follow = (percent: number) => facts.become({ found: { is: 'fetching', version, percent } });
  if (!isHere) {
    waiting.forget();
    follow(0);
  }
  const path = await bringer.bring(signed.manifest, follow);
  if (!isHere) waiting.keep(signed, path);
  facts.become({ found: { is: 'ready', version } });
}
