import type { Actor } from '../shared/contract/actor.ts';
import type { MonotonicTime, OurTime } from '../shared/words/time.ts';
import type { FileState } from './ledger/size.ts';

/**
 * Everything the engine reaches the world through. A simulation replaces all of it, so nothing in `engine/`
 * may call `Date.now`, `setTimeout`, `Math.random`, `fetch` or `process.env` on its own.
 */

/** This computer's wall clock. It may jump either way at any time: no wait and no deadline is measured by it. */
export interface Clock {
  now(): OurTime;
}

/** Time as it passes: it never jumps. A computer that sleeps may or may not count its sleep. */
export interface Monotonic {
  now(): MonotonicTime;
  /** Resolves after `ms`; resolves early, without an error, when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Source of chance: keys and jitter. */
export interface Random {
  uuid(): string;
  /** 0 ≤ x < 1. */
  fraction(): number;
}

/** How much of an answer is taken in: so many bytes, once unpacked, and for so long after it has begun, in milliseconds. */
export interface AnswerLimits {
  readonly bytes: number;
  readonly ms: number;
}

/**
 * One HTTP exchange, in the shape of `fetch`. Rejects when no answer came; a rejection says nothing about whether the call took effect. What is
 * larger than the limits, or goes on longer, fails while it is read. Absent: those of an answer that is read as one text.
 */
export type Http = (request: Request, limits?: AnswerLimits) => Promise<Response>;

/** One message by way of a mail server. */
export interface Mail {
  readonly server: {
    readonly host: string;
    readonly port: number;
    /** `starttls`: nothing is said before it is encrypted; `tls`: encrypted from the first byte; `none`: to this computer only. */
    readonly security: 'starttls' | 'tls' | 'none';
    /** Null: the server asks for none. */
    readonly login: { readonly username: string; readonly password: string } | null;
  };
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** The same for a message that is sent once more: whoever got it already can tell. */
  readonly messageId: string;
}

/**
 * Resolves when the server has taken the message, with how many of its receivers it has refused. Rejects with `MailRefused` where the server says
 * no to it, and otherwise as `Http` does. `signal` gives it up.
 */
export type SendMail = (mail: Mail, signal: AbortSignal) => Promise<{ readonly refused: number }>;

/** The names of everything that may never be written to a file. */
export type SecretName =
  | 'easycashier.password'
  | 'shopify.accessToken'
  | 'shopify.clientSecret'
  | 'shopify.apiSecret'
  /** The client secret before it was exchanged: webhooks may be signed with it for an hour more. */
  | 'shopify.previousSecret'
  /** Only ever given by a person or the environment, never kept. */
  | 'relay.pairingCode'
  | 'relay.deviceToken'
  | 'relay.ingestToken'
  /** Of the relays that have been left: what it takes to have everything erased there, by their addresses. */
  | 'relay.leavingToken'
  /** Of the server that alerts are sent by. */
  | 'alerts.mailPassword'
  /** Where alerts are posted to: whoever has such an address may post there too. */
  | 'alerts.address'
  /** No secret: which ledger wrote last, and how often. It stands here because it must not go back with the file. */
  | 'ledger.witness';

/** The keychain by role: the OS keychain, the environment or memory. */
export interface Secrets {
  get(name: SecretName): Promise<string | null>;
  set(name: SecretName, value: string): Promise<void>;
  delete(name: SecretName): Promise<void>;
  /** False: what is kept is gone with the process. Absent: it lasts, as a keychain's does. */
  isLasting?(): Promise<boolean>;
  /**
   * By a person's act: a keychain that was found closed, and is asked no more, is asked again. Absent: it never closes.
   * @throws Refusal `keychainClosed`: it still is
   */
  reopen?(): Promise<void>;
}

/** Structured technical log (not the sync log that staff read). */
export interface Log {
  debug(event: string, fields?: Record<string, unknown>): void;
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

/**
 * A named instant between two steps that must survive a death. The host does nothing here; the process test
 * kills the program, the simulation ends the engine.
 */
export type Milestone = (name: string) => void;

/** The ledger's file, and copies of it where only this person may look. All of it goes on beside the thread that answers. */
export interface Copies {
  /** Where they lie, for people to read. */
  readonly folder: string;
  /**
   * A consistent copy of the ledger as it is now, checked, under a temporary name: it is there for good with `keep`. What an earlier
   * one left behind is cleared away. @throws Refusal `diskFull` also where the folder refuses, `ledgerDamaged` where the copy is not whole
   */
  write(name: string): Promise<void>;
  /** Gives the copy that was just written its name, in one step; one of that name is replaced. */
  keep(name: string): Promise<void>;
  /** The names of everything that lies there. */
  list(): Promise<readonly string[]>;
  remove(name: string): Promise<void>;
  /** Goes through the ledger itself as it is now. @throws Refusal `ledgerDamaged` where it cannot even be gone through */
  examine(): Promise<FileState>;
}

export interface Ports {
  /** Who acts through this process. Absent: nobody knows. */
  readonly actor?: Actor | undefined;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly http: Http;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly milestone: Milestone;
  /** Absent: none are made. */
  readonly copies?: Copies;
  /** Absent: none is sent. */
  readonly sendMail?: SendMail;
}
