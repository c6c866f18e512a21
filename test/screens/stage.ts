/** A browser that plays scenes in the looks that are wanted, and leaves a picture of where it got stuck. */
import { join } from 'node:path';
import { launchBrowser } from '../window/browser.ts';
import type { Entrance } from '../window/served.ts';
import { type Camera, openStand, type Size, type Stand, type Variant } from './variants.ts';
import type { Stage } from './worlds.ts';

export interface StageOptions {
  readonly looks: readonly Variant[];
  readonly size: Size;
  readonly cameraOf: (look: Variant) => Camera;
  /** Where `stuck.png` goes. */
  readonly folder: string;
}

export async function onStage(
  { looks, size, cameraOf, folder }: StageOptions,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const browser = await launchBrowser();
  const picture = async (entrance: Entrance, look: Variant, scenes: (stand: Stand) => Promise<void>) => {
    const stand = await openStand({ browser, entrance, variant: look, size, camera: cameraOf(look) });
    try {
      await scenes(stand);
    } catch (error) {
      await stand.page.screenshot({ path: join(folder, 'stuck.png') });
      throw error;
    } finally {
      await stand.close();
    }
  };
  try {
    await play({
      inEveryLook: async (entrance, scenes) => {
        for (const look of looks) await picture(entrance, look, scenes);
      },
      inOneLook: async (open, scenes) => {
        for (const look of looks) {
          const served = await open();
          await picture(served, look, scenes).finally(() => served.end());
        }
      },
    });
  } finally {
    await browser.close();
  }
}
