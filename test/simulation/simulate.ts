import { rmSync } from 'node:fs';
import { prepare } from './cut-over.ts';
import { playEvents } from './eventful.ts';
import { judge } from './judge.ts';
import type { Kind } from './kinds.ts';
import { comeToRest } from './rest.ts';
import { type SimulationOptions, setStage } from './stage.ts';
import { watchWebshopFlags } from './webshop-flags.ts';

export interface SimulationResult {
  readonly seed: number;
  readonly kind: Kind;
  readonly violations: readonly string[];
  readonly story: readonly string[];
  readonly deaths: number;
  readonly requests: number;
}

/**
 * One shop's eventful hour from one seed: the same seed gives the same hour, bit for bit. Never throws: what breaks the
 * simulation itself is a violation too.
 */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationResult> {
  const stage = setStage(seed, options);
  const { scene, story, computers, dir } = stage;
  const { practice, found } = scene;
  const flags = watchWebshopFlags(practice);
  try {
    const cutOver = await prepare(stage, seed);
    const startedAt = await playEvents(stage, seed, flags);
    const rest = await comeToRest(stage, cutOver, startedAt);
    await judge(stage, cutOver, rest, flags.toggled);
    for (const computer of computers) await computer.shutDown();
  } catch (error) {
    found.push(
      `the simulation itself: ${error instanceof Error ? error.stack : error} ${JSON.stringify(error)}`,
    );
  } finally {
    await scene.relay?.network.close();
    if (options.onKeep) options.onKeep(dir);
    else rmSync(dir, { recursive: true, force: true });
  }
  return {
    seed,
    kind: scene.kind,
    violations: found,
    story: story.lines,
    deaths: computers.reduce((total, computer) => total + computer.deaths(), 0),
    requests: practice.easycashier.stats.requests + practice.shopify.stats.requests,
  };
}
