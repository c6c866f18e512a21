/** One life of the engine's process, however it was started. */
import type { MessagePortMain } from 'electron';
import type { FromEngine, ToEngine } from '../../../host/desktop/messages.ts';

/** How a life ended; neither code nor signal: it never began. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  /** What it wrote on its stderr last, secrets and all. */
  readonly words: string;
}

export interface EngineProcess {
  readonly pid: number | undefined;
  /** The near end of a line of its own to the engine, once the far end is in its hands; null: it has died before. */
  openLine(): Promise<MessagePortMain | null>;
  post(message: ToEngine): void;
  /** At once, without a farewell. */
  kill(): void;
  /** Resolves when it has gone, however that went. */
  readonly ended: Promise<Ended>;
}

/** Begins a life; `listener` hears what the process says. */
export type StartEngine = (listener: (message: FromEngine) => void) => EngineProcess;

export interface EnginePlace {
  /** The built `host/desktop/engine-process.ts`. */
  readonly script: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told what of its messages cannot be read, and that it cannot be started. */
  readonly complain: (event: string, fields: Record<string, unknown>) => void;
  /** Given what it writes on its stderr, as it comes. */
  readonly echo: (chunk: Buffer) => void;
}
