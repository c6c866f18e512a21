/** One meaning each: icon, word and colour together, never colour alone. */
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowsDiff,
  IconCheck,
  IconClock,
  IconHandStop,
  IconLinkOff,
  IconPlayerPause,
  IconSend,
  type TablerIcon,
} from '@tabler/icons-react';

export type Tone =
  | 'inStep'
  | 'queued'
  | 'sending'
  | 'differs'
  | 'unmatched'
  | 'needsYou'
  | 'failed'
  | 'paused'
  | 'undone';

interface Look {
  readonly colour: string;
  readonly icon: TablerIcon;
}

export const tones: Readonly<Record<Tone, Look>> = {
  inStep: { colour: 'var(--state-in-step)', icon: IconCheck },
  queued: { colour: 'var(--state-queued)', icon: IconClock },
  sending: { colour: 'var(--state-queued)', icon: IconSend },
  differs: { colour: 'var(--state-differs)', icon: IconArrowsDiff },
  unmatched: { colour: 'var(--state-unmatched)', icon: IconLinkOff },
  needsYou: { colour: 'var(--state-needs-you)', icon: IconHandStop },
  failed: { colour: 'var(--state-failed)', icon: IconAlertTriangle },
  paused: { colour: 'var(--state-paused)', icon: IconPlayerPause },
  undone: { colour: 'var(--state-paused)', icon: IconArrowBackUp },
};
