/**
 * The one place where a window can speak to main over IPC. All it can say is »a line, please«: who asks is checked, what is
 * asked is checked, and a port goes back. Everything else crosses the ports, where the contracts check it.
 */
import { ipcMain, type MessagePortMain, type WebContents, type WebFrameMain } from 'electron';
import { z } from 'zod';
import { askForPort, handPort, type LineEnd, lineEnds } from '../../../shared/words/desktop-line.ts';
import { isOurPage } from './origin.ts';

const request = z.strictObject({ id: z.uuid(), to: z.enum(lineEnds) });

/** Longer than a window's patience: it asks again. */
const PATIENCE_MS = 15_000;

export interface GateOptions {
  /** Whether this is one of our windows. */
  readonly isOurWindow: (contents: WebContents) => boolean;
  /** A line for that window; null when `signal` aborts first. */
  readonly openLine: (to: LineEnd, signal: AbortSignal) => Promise<MessagePortMain | null>;
  readonly log: (event: string, fields: Record<string, unknown>) => void;
}

export interface Gate {
  /** How many asks have been turned away. */
  refused(): number;
}

interface Asker {
  readonly sender: WebContents;
  readonly senderFrame: WebFrameMain | null;
}

export function openGate({ isOurWindow, openLine, log }: GateOptions): Gate {
  let refused = 0;
  /** Per window and end, what is still being opened: a later ask ends the one before. */
  const pending = new WeakMap<WebContents, Map<LineEnd, AbortController>>();

  const isWelcome = ({ sender, senderFrame }: Asker) =>
    senderFrame !== null &&
    !sender.isDestroyed() &&
    senderFrame === sender.mainFrame &&
    isOurPage(addressOf(senderFrame) ?? '') &&
    isOurWindow(sender);

  ipcMain.on(askForPort, async (event, given: unknown) => {
    const asked = request.safeParse(given);
    if (!isWelcome(event) || !asked.success) {
      refused += 1;
      log('turned away at the gate', { from: addressOf(event.senderFrame), isReadable: asked.success });
      return;
    }
    const { id, to } = asked.data;
    const asking = new AbortController();
    const own = pending.get(event.sender) ?? new Map<LineEnd, AbortController>();
    own.get(to)?.abort();
    pending.set(event.sender, own.set(to, asking));
    const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(PATIENCE_MS)]);
    const port = await openLine(to, signal);
    if (port === null) return;
    // It may have gone elsewhere, or away, while the engine was being started.
    if (isWelcome(event)) event.senderFrame?.postMessage(handPort, id, [port]);
    else port.close();
  });

  return { refused: () => refused };
}

/** Null: the frame has gone. Electron throws where one is looked at that is no more. */
function addressOf(frame: WebFrameMain | null): string | null {
  try {
    return frame?.url ?? null;
  } catch {
    return null;
  }
}
