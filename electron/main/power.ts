/** What the system says of sleep, of the network and of its end, told to the engine. */
import type { PowerEvent } from '../../host/desktop/messages.ts';

/** How often the network is asked after. */
const NETWORK_MS = 5_000;

/** The system, as Electron shows it; a test plays it. */
export interface PowerSource {
  on(event: 'suspend' | 'resume', listener: () => void): void;
  /** The system ends; on macOS and Linux, and with a window on Windows. */
  onSessionEnd(listener: () => void): void;
  /** Windows asks whether it may end; nobody may say no here, and nobody tells whether somebody else did. */
  onSessionEndAsked(listener: () => void): void;
  isOnline(): boolean;
}

export interface PowerOptions {
  readonly source: PowerSource;
  readonly tell: (event: PowerEvent) => void;
  /** What is on its way has two seconds. */
  readonly onSessionEnd: () => void;
  /** Milliseconds; ends at once where `signal` aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** So long after Windows has asked it is ending, or goes on. */
const ASKED_MS = 30_000;

export function followPower({ source, tell, onSessionEnd, wait, signal }: PowerOptions): void {
  source.on('suspend', () => tell('asleep'));
  source.on('resume', () => tell('awake'));
  source.onSessionEnd(onSessionEnd);
  source.onSessionEndAsked(() => {
    tell('asleep');
    void wait(ASKED_MS, signal).then(() => {
      if (!signal.aborted) tell('awake');
    });
  });
  void followNetwork({ source, tell, wait, signal });
}

async function followNetwork({ source, tell, wait, signal }: Omit<PowerOptions, 'onSessionEnd'>) {
  let wasOnline = source.isOnline();
  while (!signal.aborted) {
    await wait(NETWORK_MS, signal);
    const isOnline = source.isOnline();
    if (isOnline && !wasOnline && !signal.aborted) tell('networkBack');
    wasOnline = isOnline;
  }
}
