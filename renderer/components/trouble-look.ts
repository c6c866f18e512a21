/** How a trouble looks wherever it is told: red where it will not heal by itself. */
import type { TablerIcon } from '@tabler/icons-react';
import type { Trouble } from '../../shared/contract/activity.ts';
import { needsPerson } from '../../shared/contract/troubles.ts';
import { type Tone, tones } from './tones.ts';

interface TroubleLook {
  readonly tone: Extract<Tone, 'failed' | 'queued'>;
  /** Of the palette. */
  readonly colour: 'red' | 'blue';
  readonly icon: TablerIcon;
}

export function troubleLook(trouble: Pick<Trouble, 'code'>): TroubleLook {
  const tone = needsPerson(trouble) ? 'failed' : 'queued';
  return { tone, colour: tone === 'failed' ? 'red' : 'blue', icon: tones[tone].icon };
}
